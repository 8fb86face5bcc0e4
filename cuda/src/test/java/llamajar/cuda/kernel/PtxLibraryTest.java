package llamajar.cuda.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import llamajar.cuda.driver.ComputeCapability;
import llamajar.gguf.TensorType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PtxLibraryTest {
  private static final Path SOURCES = Path.of("src/main/cuda");
  private static final Path GRIDS =
      Path.of("../gguf/src/main/resources/llamajar/gguf/quant/grids.bin");
  private static final Pattern INCLUDE =
      Pattern.compile("^#include \"([^\"]+)\"", Pattern.MULTILINE);

  private static final Map<String, List<TensorType>> HEADERS =
      Map.of(
          "legacy",
          List.of(
              TensorType.Q4_0, TensorType.Q4_1, TensorType.Q5_0, TensorType.Q5_1, TensorType.Q8_0),
          "k",
          List.of(
              TensorType.Q2_K,
              TensorType.Q3_K,
              TensorType.Q4_K,
              TensorType.Q5_K,
              TensorType.Q6_K,
              TensorType.TQ2_0),
          "iq1",
          List.of(TensorType.IQ1_S, TensorType.IQ1_M),
          "iq2",
          List.of(TensorType.IQ2_XXS, TensorType.IQ2_XS, TensorType.IQ2_S),
          "iq3",
          List.of(TensorType.IQ3_XXS, TensorType.IQ3_S),
          "codebook",
          List.of(TensorType.IQ4_NL, TensorType.IQ4_XS, TensorType.MXFP4, TensorType.NVFP4),
          "bits",
          List.of(TensorType.Q1_0, TensorType.Q2_0, TensorType.TQ1_0));

  /// A module, the source it is compiled from, and the definitions that make it this one.
  record Module(String name, String source, List<String> definitions) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Module> modules() {
    Stream.Builder<Module> modules = Stream.builder();
    HEADERS.forEach((header, types) -> {
      for (TensorType type : types) {
        List<String> definitions =
            List.of("-DTYPE=" + type, "-DTYPE_HEADER=\"type/%s.cuh\"".formatted(header));
        String name = new DeviceMatrix(type, 0, 0, 0).module();
        modules.add(new Module(name, "quantized.cu", definitions));
        modules.add(new Module(name + "-mmq", "tensor.cu", definitions));
      }
    });
    for (TensorType type : List.of(TensorType.F32, TensorType.F16, TensorType.BF16)) {
      String name = new DeviceMatrix(type, 0, 0, 0).module();
      modules.add(new Module(name, "plain.cu", List.of("-DTYPE=" + type)));
    }
    for (int length : new int[] {64, 80, 96, 128, 192, 256}) {
      modules.add(new Module("flash-" + length, "flash.cu", List.of("-DLENGTH=" + length)));
    }
    List<String> stores = List.of("wide", "f16", "q8_0");
    for (int i = 0; i < stores.size(); i++) {
      modules.add(
          new Module("attention-" + stores.get(i), "attention.cu", List.of("-DSTORED=" + i)));
    }
    for (String name : List.of("elements", "cache", "experts", "bench")) {
      modules.add(new Module(name, name + ".cu", List.of()));
    }
    return modules.build();
  }

  @ParameterizedTest
  @MethodSource("modules")
  void ptxIsThatOfTheSources(Module module) throws Exception {
    assertThat(PtxLibrary.text(module.name()).lines().findFirst())
        .as("the source hash of %s; run cuda/generate-ptx.sh", module)
        .contains("// sources " + hash(module));
  }

  @Test
  void everyModuleIsChecked() throws Exception {
    try (Stream<Path> files = Files.list(Path.of("src/main/resources/llamajar/cuda/ptx"))) {
      assertThat(files.map(file -> file.getFileName().toString().replace(".ptx", "")))
          .containsExactlyInAnyOrderElementsOf(modules().map(Module::name).toList());
    }
  }

  @Test
  void allModulesTakeLessThanOneMebibyteInTheJar() {
    long bytes = modules().mapToLong(module -> deflated(PtxLibrary.text(module.name()))).sum();
    assertThat(bytes).isBetween(100_000L, 1L << 20);
  }

  private static long deflated(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    try (Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true)) {
      deflater.setInput(bytes);
      deflater.finish();
      return deflater.deflate(new byte[bytes.length]);
    }
  }

  @Test
  void devicesGetTheInstructionsTheyHave() {
    String turing = PtxLibrary.module("q4_k-mmq", new ComputeCapability(7, 5)).text();
    String later = PtxLibrary.module("q4_k-mmq", new ComputeCapability(8, 9)).text();

    assertThat(turing).contains(".target sm_75", "m8n8k16").doesNotContain("m16n8k32", "cp.async");
    assertThat(later).contains(".target sm_80", "m16n8k32", "cp.async").doesNotContain("m8n8k16");
    assertThat(turing + later).doesNotContain("#");
  }

  @Test
  void unknownModulesAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PtxLibrary.text("q9_k"))
        .withMessageContaining("q9_k");
  }

  private static String hash(Module module) throws Exception {
    Set<String> files = new TreeSet<>();
    collect(SOURCES.resolve(module.source()), files);
    for (String definition : module.definitions()) {
      if (definition.startsWith("-DTYPE_HEADER=")) {
        collect(SOURCES.resolve(definition.split("\"", -1)[1]), files);
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String file : files) {
      bytes.write(Files.readAllBytes(Path.of(file)));
    }
    String definitions = String.join("\n", module.definitions()) + "\n";
    bytes.write(definitions.getBytes(StandardCharsets.UTF_8));
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray());
    return HexFormat.of().formatHex(digest);
  }

  private static void collect(Path file, Set<String> files) throws IOException {
    if (!files.add(file.toString())) {
      return;
    }
    Matcher include = INCLUDE.matcher(Files.readString(file, StandardCharsets.UTF_8));
    while (include.find()) {
      if (include.group(1).endsWith(".inc")) {
        files.add(GRIDS.toString());
      } else {
        collect(file.resolveSibling(include.group(1)).normalize(), files);
      }
    }
  }
}
