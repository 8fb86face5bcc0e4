package llamajar.hub.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelReferenceTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "owner/My-Model.2_GGUF:Q4_K_M",
        "hf.co/owner/My-Model.2_GGUF:Q4_K_M",
        "https://huggingface.co/owner/My-Model.2_GGUF:Q4_K_M",
        " owner/My-Model.2_GGUF: Q4_K_M "
      })
  void repositoriesAndQuantizationsAreToldApart(String text) throws HubException {
    ModelReference reference = ModelReference.of(text);
    assertThat(reference.repo()).isEqualTo(new RepoId("owner", "My-Model.2_GGUF"));
    assertThat(reference.wanted()).contains("Q4_K_M");
    assertThat(reference).hasToString("owner/My-Model.2_GGUF:Q4_K_M");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "owner",
        "owner/",
        "/repo",
        "owner/repo/more",
        "owner/repo:",
        "../repo",
        "owner/..",
        "ow--ner/repo",
        "owner/re..po",
        "owner/re po",
        "owner/re\npo",
        "owner/-repo",
        "~/m.gguf"
      })
  void whatIsNoReferenceIsRefused(String text) {
    assertThatThrownBy(() -> ModelReference.of(text)).hasMessageContaining("write owner/repo");
  }

  @Test
  void foldersNameTheirRepository() {
    RepoId id = new RepoId("owner", "a-b.c");
    assertThat(RepoId.ofFolder(id.folder())).contains(id);
    assertThat(RepoId.ofFolder("datasets--owner--repo")).isEmpty();
    assertThat(RepoId.ofFolder("models--gpt2")).isEmpty();
    assertThat(RepoId.ofFolder(".locks")).isEmpty();
  }
}
