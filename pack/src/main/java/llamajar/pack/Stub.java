package llamajar.pack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import llamajar.pack.start.JvmOptions;

/// The shell script that a packed file begins with. It finds a Java, or unpacks the one inside, and
/// becomes a JVM that runs the file itself as a jar.
///
/// @param build the hash of the program
/// @param runtimeHash the hash of the runtime inside; empty without one
/// @param runtimeOffset where in the file it begins
/// @param runtimeSize its bytes
/// @param fileSize bytes of the whole packed file
record Stub(String build, String runtimeHash, long runtimeOffset, long runtimeSize, long fileSize) {
  private static final List<String> SCRIPTS = List.of("find-java.sh", "runtime.sh", "jvm.sh");

  /// The script of a file without a runtime.
  static Stub of(String build) {
    return new Stub(build, "", 0, 0, 0);
  }

  /// The script of a file with one.
  Stub withRuntime(String hash, long offset, long size) {
    return new Stub(build, hash, offset, size, fileSize);
  }

  /// The script of a file of a size.
  Stub withFileSize(long bytes) {
    return new Stub(build, runtimeHash, runtimeOffset, runtimeSize, bytes);
  }

  /// The script, filled up with line ends.
  byte[] bytes(int length) throws IOException {
    StringBuilder script = new StringBuilder(read("stub-head.sh"));
    script.append("build=%s\n".formatted(build));
    script.append("runtime_hash=%s\n".formatted(runtimeHash));
    script.append("runtime_offset=%d\n".formatted(runtimeOffset));
    script.append("runtime_size=%d\n".formatted(runtimeSize));
    script.append("file_size=%d\n".formatted(fileSize));
    script.append("common_options='%s'\n".formatted(String.join("\n", JvmOptions.common())));
    script.append("vector_options='%s'\n".formatted(String.join("\n", JvmOptions.vector())));
    for (String name : SCRIPTS) {
      script.append(withoutComments(read(name)));
    }
    script.append(read("stub-tail.sh"));
    byte[] text = script.toString().getBytes(StandardCharsets.UTF_8);
    if (text.length > length) {
      throw new IllegalStateException("the script has %d bytes".formatted(text.length));
    }
    byte[] filled = new byte[length];
    Arrays.fill(filled, (byte) '\n');
    System.arraycopy(text, 0, filled, 0, text.length);
    return filled;
  }

  private static String withoutComments(String script) {
    StringBuilder kept = new StringBuilder();
    for (String line : script.lines().toList()) {
      if (!line.isBlank() && !line.strip().startsWith("#")) {
        kept.append(line).append('\n');
      }
    }
    return kept.toString();
  }

  private static String read(String resource) throws IOException {
    try (InputStream stream = JvmOptions.class.getResourceAsStream(resource)) {
      if (stream == null) {
        throw new IllegalStateException("the resource " + resource + " is missing");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
