package llamajar.hub.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelCatalogTest {
  private static final long GIB = 1L << 30;
  private static final RepoId REPO = RepoId.of("owner/repo").orElseThrow();

  @Test
  void projectorsMatricesAndOtherFilesAreNoModels() {
    assertThat(
            ModelCatalog.of(
                    Map.of(
                        "mmproj-model-f16.gguf", 1L,
                        "model.mmproj-Q8_0.gguf", 1L,
                        "imatrix.gguf", 1L,
                        "README.md", 1L,
                        "model.safetensors", 1L,
                        "Gemma-mmprojector.gguf", 2L))
                .models())
        .extracting(ModelFiles::first)
        .containsExactly("Gemma-mmprojector.gguf");
  }

  @Test
  void namesTellTheQuantization() {
    Map<String, String> names =
        Map.ofEntries(
            Map.entry("Llama-3.2-1B-Instruct-Q4_K_M.gguf", "Q4_K_M"),
            Map.entry("llama-2-7b.Q5_0.gguf", "Q5_0"),
            Map.entry("model-UD-IQ2_XXS.gguf", "UD-IQ2_XXS"),
            Map.entry("qwen2.5-0.5b-instruct-q8_0.gguf", "Q8_0"),
            Map.entry("BF16/model-BF16-00001-of-00001.gguf", "BF16"),
            Map.entry("gpt-oss-20b-mxfp4.gguf", "MXFP4"),
            Map.entry("model.i1-IQ1_S.gguf", "IQ1_S"),
            Map.entry("Q4_0/model.gguf", "Q4_0"),
            Map.entry("model-fp16.gguf", "FP16"),
            Map.entry("ternary-TQ1_0.gguf", "TQ1_0"),
            Map.entry("IQ-tester-F1600.gguf", "IQ-tester-F1600"),
            Map.entry("plain.gguf", "plain"));
    names.forEach((path, name) ->
        assertThat(ModelCatalog.of(Map.of(path, 1L)).models())
            .as(path)
            .extracting(ModelFiles::quantization)
            .containsExactly(name));
  }

  @Test
  void splitModelsAreOneIfTheyAreWhole() {
    Map<String, Long> files = new HashMap<>();
    files.put("a/m-Q8_0-00001-of-00003.gguf", 1L);
    files.put("a/m-Q8_0-00002-of-00003.gguf", 2L);
    assertThat(ModelCatalog.of(files).models()).isEmpty();
    files.put("a/m-Q8_0-00003-of-00003.gguf", 3L);
    assertThat(ModelCatalog.of(files).models())
        .containsExactly(
            new ModelFiles(
                "Q8_0",
                List.of(
                    "a/m-Q8_0-00001-of-00003.gguf",
                    "a/m-Q8_0-00002-of-00003.gguf",
                    "a/m-Q8_0-00003-of-00003.gguf"),
                6));
  }

  @Test
  void namedModelsAreFoundByQuantizationOrFile() throws HubException {
    ModelCatalog catalog =
        ModelCatalog.of(Map.of("x/m-Q4_K_M.gguf", 4L, "m-UD-Q4_K_XL.gguf", 5L, "m-Q8_0.gguf", 8L));
    for (String wanted : List.of("q4_k_m", "x/m-q4_k_m.gguf", "m-Q4_K_M", "M-Q4_K_M.GGUF")) {
      assertThat(ModelChoice.named(catalog, REPO, wanted).model().first())
          .isEqualTo("x/m-Q4_K_M.gguf");
    }
    assertThat(ModelChoice.named(catalog, REPO, "q4_k_xl").model().bytes()).isEqualTo(5);
    assertThat(ModelChoice.named(catalog, REPO, "UD-Q4_K_XL").model().bytes()).isEqualTo(5);
    assertThatThrownBy(() -> ModelChoice.named(catalog, REPO, "Q4"))
        .hasMessage(
            "owner/repo has no 'Q4'; there are: Q4_K_M (4 B), UD-Q4_K_XL (5 B), Q8_0 (8 B)");
  }

  @Test
  void namesThatMeanSeveralAreRefused() {
    ModelCatalog catalog = ModelCatalog.of(Map.of("a-Q8_0.gguf", 1L, "b-Q8_0.gguf", 2L));
    assertThatThrownBy(() -> ModelChoice.named(catalog, REPO, "Q8_0"))
        .hasMessage(
            "owner/repo has several 'Q8_0'; name the file instead: a-Q8_0.gguf, b-Q8_0.gguf");
  }

  @Test
  void theBestIsTheLargestQuantizedOneThatLeavesRoom() throws HubException {
    ModelCatalog catalog =
        ModelCatalog.of(
            Map.of(
                "m-Q2_K.gguf", 3 * GIB,
                "m-Q4_K_M.gguf", 5 * GIB,
                "m-Q8_0.gguf", 8 * GIB,
                "m-BF16.gguf", 15 * GIB,
                "m-F32.gguf", 30 * GIB));
    assertThat(best(catalog, 64 * GIB)).isEqualTo("Q8_0");
    assertThat(best(catalog, 10 * GIB)).isEqualTo("Q8_0");
    assertThat(best(catalog, 9 * GIB)).isEqualTo("Q4_K_M");
    assertThat(best(catalog, 4 * GIB)).isEqualTo("Q2_K");
    assertThat(ModelChoice.best(catalog, REPO, 8 * GIB).reason())
        .isEqualTo(
            "Q4_K_M (5.00 GiB) is the best of 5 that fits: 8.00 GiB of memory are available, "
                + "1.00 GiB of them stay free for the context; Q8_0 (8.00 GiB) would not fit");
    assertThatThrownBy(() -> best(catalog, 3 * GIB))
        .hasMessageContaining("the smallest is Q2_K (3.00 GiB)")
        .hasMessageContaining("owner/repo:Q2_K");
  }

  @Test
  void oldTypesLoseAgainstNewOnesOfTheirSize() throws HubException {
    assertThat(best(ModelCatalog.of(Map.of("m-Q4_1.gguf", 105L, "m-Q4_K_M.gguf", 100L)), 64 * GIB))
        .isEqualTo("Q4_K_M");
    assertThat(best(ModelCatalog.of(Map.of("m-Q4_0.gguf", 90L, "m-IQ1_S.gguf", 30L)), 64 * GIB))
        .isEqualTo("Q4_0");
  }

  @Test
  void floatsAreTakenIfThereIsNothingElse() throws HubException {
    ModelCatalog catalog = ModelCatalog.of(Map.of("m-F32.gguf", 4 * GIB, "m-F16.gguf", 2 * GIB));
    assertThat(best(catalog, 64 * GIB)).isEqualTo("F16");
    assertThatThrownBy(() -> best(new ModelCatalog(List.of()), GIB))
        .hasMessageContaining("has no model in GGUF format");
  }

  private static String best(ModelCatalog catalog, long memory) throws HubException {
    return ModelChoice.best(catalog, REPO, memory).model().quantization();
  }
}
