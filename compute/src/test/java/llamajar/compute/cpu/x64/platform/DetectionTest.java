package llamajar.compute.cpu.x64.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import llamajar.compute.cpu.x64.platform.CpuFeatures.Detection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DetectionTest {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final Path CPUS = Path.of("/sys/devices/system/cpu");

  /// What a JVM prints that was started with other options than this one.
  static final class PrintDetection {
    private PrintDetection() {}

    public static void main(String[] arguments) {
      System.out.println(CpuFeatures.detect());
    }
  }

  @Test
  void agreesWithWhatLinuxSays() throws IOException {
    CpuFeatures features = detected();
    Set<String> flags = Set.of(cpuInfo("flags").split(" "));

    for (CpuFeature feature : CpuFeature.values()) {
      boolean refused =
          features.whyNot(feature).filter(reason -> reason.contains("not permitted")).isPresent();
      assertThat(features.has(feature) || refused)
          .as(feature.label())
          .isEqualTo(flags.contains(feature.label()));
    }
    assertThat(features.vendor()).isEqualTo(cpuInfo("vendor_id"));
    assertThat(features.brand()).isEqualTo(cpuInfo("model name"));
  }

  @Test
  void findsTheCachesThatLinuxFinds() throws IOException {
    CpuCaches caches = detected().caches();

    assertThat(cacheSizes("1", "Data")).contains(caches.level1().bytes());
    assertThat(cacheSizes("2", "Unified")).contains(caches.level2().bytes());
    assertThat(cacheSizes("3", "Unified")).contains(caches.level3().bytes());
  }

  @Test
  void givesTheSameTwice() {
    Machine.system();
    Detection again =
        CpuFeatures.detect(System.getProperty("os.name"), System.getProperty("os.arch"));

    assertThat(CpuFeatures.detect()).isSameAs(CpuFeatures.detect()).isEqualTo(again);
  }

  @Test
  void saysWhyThereIsNothingOnOtherProcessors() {
    assertThat(CpuFeatures.detect("Linux", "aarch64"))
        .isEqualTo(new Detection.Unavailable("not an x86-64 processor (os.arch is 'aarch64')"));
  }

  @Test
  void saysWhyThereIsNothingWithoutNativeAccess() throws Exception {
    Machine.system();

    assertThat(outputOfJvm("--illegal-native-access=deny", "--enable-native-access=java.base"))
        .isEqualTo(
            "Unavailable[reason=this JVM denies native access;"
                + " start it with --enable-native-access=ALL-UNNAMED]");
    assertThat(outputOfJvm("--illegal-native-access=deny", "--enable-native-access=ALL-UNNAMED"))
        .startsWith("Found[");
  }

  @Test
  void asksForTilesWithAnAnswerThatStays() {
    assumeTrue(Machine.system() == OperatingSystem.LINUX, "permission is a matter of Linux");
    Optional<String> refusal = AmxPermission.request(OperatingSystem.LINUX);

    refusal.ifPresent(
        reason -> assertThat(reason).startsWith("not permitted by the system: arch_prctl (errno "));
    assertThat(AmxPermission.request(OperatingSystem.LINUX)).isEqualTo(refusal);
    assertThat(AmxPermission.request(OperatingSystem.WINDOWS)).isPresent();
  }

  private static CpuFeatures detected() {
    assumeTrue(Machine.system() == OperatingSystem.LINUX, "only Linux lists features");
    return switch (CpuFeatures.detect()) {
      case Detection.Found(CpuFeatures features) -> features;
      case Detection.Unavailable(String reason) -> throw new AssertionError(reason);
    };
  }

  private static String cpuInfo(String key) throws IOException {
    return Files.readAllLines(CPU_INFO).stream()
        .filter(line -> line.startsWith(key + "\t"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElseThrow();
  }

  /// The sizes in bytes that the machine's cores have; 0 if Linux knows of no such cache.
  private static List<Long> cacheSizes(String level, String type) throws IOException {
    List<Long> sizes = new ArrayList<>();
    try (var cores = Files.newDirectoryStream(CPUS, "cpu[0-9]*")) {
      for (Path core : cores) {
        assumeTrue(Files.isDirectory(core.resolve("cache")), "no list of caches");
        try (var caches = Files.newDirectoryStream(core.resolve("cache"), "index*")) {
          for (Path cache : caches) {
            if (read(cache, "level").equals(level) && read(cache, "type").equals(type)) {
              String size = read(cache, "size");
              sizes.add(Long.parseLong(size.replace("K", "")) * 1024);
            }
          }
        }
      }
    }
    return sizes.isEmpty() ? List.of(0L) : sizes;
  }

  private static String read(Path cache, String file) throws IOException {
    return Files.readString(cache.resolve(file)).strip();
  }

  private static String outputOfJvm(String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(PrintDetection.class.getName());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.strip();
  }
}
