package llamajar.compute.cpu.x64.asm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;

/// GNU `as` and `objdump`, as a second opinion. Every line gets a symbol of its own, so that one
/// broken instruction doesn't shift the others.
final class GnuAssembler {
  private static final HexFormat HEX = HexFormat.of().withDelimiter(" ");

  private GnuAssembler() {}

  /// What became of a line.
  ///
  /// @param hex the bytes
  /// @param text the instructions in those bytes as `objdump` prints them
  record Line(String hex, String text) {

    /// Whether the bytes are as many and mean the same.
    boolean isAsGoodAs(Line other) {
      return hex.equals(other.hex)
          || (text.equals(other.text) && hex.length() == other.hex.length());
    }
  }

  static boolean isInstalled() {
    try {
      return run("as", "--version").contains("GNU") && run("objdump", "--version").contains("GNU");
    } catch (UncheckedIOException missing) {
      return false;
    }
  }

  /// Assembles each line of Intel syntax.
  static List<Line> assemble(List<String> lines) {
    StringBuilder source = new StringBuilder(".intel_syntax noprefix\n");
    for (int i = 0; i < lines.size(); i++) {
      source.append("c").append(i).append(": ").append(lines.get(i)).append('\n');
    }
    return lines(source.toString(), lines.size());
  }

  /// Disassembles each group of bytes.
  static List<Line> disassemble(List<String> groups) {
    StringBuilder source = new StringBuilder();
    for (int i = 0; i < groups.size(); i++) {
      String bytes = "0x" + groups.get(i).replace(" ", ",0x");
      source.append("c").append(i).append(": .byte ").append(bytes).append('\n');
    }
    return lines(source.toString(), groups.size());
  }

  static String hex(byte[] bytes) {
    return HEX.formatHex(bytes);
  }

  private static List<Line> lines(String source, int count) {
    try {
      Path folder = Files.createTempDirectory("assembler");
      Path in = folder.resolve("in.s");
      Path object = folder.resolve("out.o");
      try {
        Files.writeString(in, source);
        String errors = run("as", "--64", "-o", object.toString(), in.toString());
        if (!Files.exists(object)) {
          throw new AssertionError(explain(errors, source));
        }
        return parse(run("objdump", "-d", "-z", "-w", "-M", "intel", object.toString()), count);
      } finally {
        Files.deleteIfExists(in);
        Files.deleteIfExists(object);
        Files.delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The first errors, each with the line that it is about.
  private static String explain(String errors, String source) {
    List<String> lines = source.lines().toList();
    StringBuilder result = new StringBuilder("as refuses:");
    errors
        .lines()
        .filter(error -> error.contains("Error:"))
        .limit(40)
        .forEach(error -> {
          int number = Integer.parseInt(error.split(":", -1)[1]);
          String reason = error.substring(error.indexOf("Error:"));
          result.append('\n').append(lines.get(number - 1)).append("   ").append(reason);
        });
    return result.toString();
  }

  private static List<Line> parse(String listing, int count) {
    List<Line> result = new ArrayList<>(Collections.nCopies(count, new Line("", "")));
    int current = -1;
    for (String line : listing.lines().toList()) {
      if (line.endsWith(">:")) {
        current = Integer.parseInt(line.substring(line.indexOf("<c") + 2, line.length() - 2));
      } else if (current >= 0 && line.contains(":\t")) {
        String[] fields = line.split("\t", -1);
        Line before = result.get(current);
        String text = fields.length > 2 ? fields[2].strip() : "";
        result.set(
            current,
            new Line((before.hex + " " + fields[1]).strip(), (before.text + " " + text).strip()));
      }
    }
    return result;
  }

  private static String run(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
