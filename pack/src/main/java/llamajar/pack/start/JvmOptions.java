package llamajar.pack.start;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The options of the JVM that runs the program, and when those of the Vector API belong to them.
/// `jvm.sh` decides the same in the shell.
public final class JvmOptions {
  /// A system property that is set where the options were given.
  static final String STARTED = "llamajar.started";

  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final List<String> EMITTED_FOR = List.of("avx2", "fma", "f16c");
  private static final List<String> MEASURES = List.of("bench", "doctor");

  private JvmOptions() {}

  /// The options for every start, one string each.
  public static List<String> common() {
    return read("jvm.options");
  }

  /// The further options for starts that need the JDK's Vector API.
  public static List<String> vector() {
    return read("vector.options");
  }

  /// The options for a command line on this machine.
  static List<String> forCommand(List<String> arguments) {
    return forCommand(arguments, CPU_INFO, System.getProperty("llamajar.cpu.tier", ""));
  }

  /// The options for a command line.
  ///
  /// @param cpuInfo where Linux describes the processor
  /// @param tier the best tier of kernels that may be used; empty for any
  static List<String> forCommand(List<String> arguments, Path cpuInfo, String tier) {
    List<String> options = new ArrayList<>(common());
    boolean measures = !arguments.isEmpty() && MEASURES.contains(arguments.getFirst());
    boolean asked =
        tier.equals("vector")
            || arguments.contains("vector")
            || arguments.contains("--backend=vector");
    if (measures || asked || !emits(cpuInfo)) {
      options.addAll(vector());
    }
    return options;
  }

  /// Whether machine code is emitted for this processor. Only Linux on x86-64 has these words in
  /// this file; elsewhere the Vector API is taken along.
  private static boolean emits(Path cpuInfo) {
    try (Stream<String> lines = Files.lines(cpuInfo, StandardCharsets.ISO_8859_1)) {
      return lines
          .filter(line -> line.startsWith("flags"))
          .findFirst()
          .map(line -> List.of(line.split("\\s+")).containsAll(EMITTED_FOR))
          .orElse(false);
    } catch (IOException e) {
      return false;
    }
  }

  /// The lines of a resource that are not comments.
  private static List<String> read(String resource) {
    try (InputStream stream = JvmOptions.class.getResourceAsStream(resource)) {
      if (stream == null) {
        throw new IllegalStateException("the resource " + resource + " is missing");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw new IllegalStateException("the resource " + resource + " can't be read", e);
    }
  }
}
