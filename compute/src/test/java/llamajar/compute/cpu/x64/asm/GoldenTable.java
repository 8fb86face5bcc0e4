package llamajar.compute.cpu.x64.asm;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// The table of instructions and their bytes, `golden.txt`, and the operands that it is about.
///
/// The bytes come from GNU `as`, never from our assembler. Running this class writes the table
/// anew, which is needed when an instruction or a kind of operand is added.
final class GoldenTable {
  private static final String NAME = "golden.txt";
  private static final String SEPARATOR = " = ";

  private GoldenTable() {}

  /// What the table covers: random operands for every entry of [Instruction] in every width, every
  /// kind of operand for a few, and a part of the integer instructions.
  static List<Sample> samples() {
    List<Sample> all = new ArrayList<>(Cases.random(new Random(7), 1));
    all.addAll(Cases.sweep(Instruction.VPADDD, 256, false));
    all.addAll(Cases.sweep(Instruction.VPADDD, 512, false));
    all.addAll(Cases.sweep(Instruction.VPMOVDB, 512, false));
    all.addAll(Cases.sweep(Instruction.TILELOADD, 128, false));
    List<Sample> integers = IntegerCases.sweep(false);
    for (int i = 0; i < integers.size(); i += 13) {
      all.add(integers.get(i));
    }
    return all.stream().distinct().toList();
  }

  /// Bytes in hexadecimal by instruction.
  static Map<String, String> read() throws IOException {
    Map<String, String> result = new LinkedHashMap<>();
    try (InputStream in = GoldenTable.class.getResourceAsStream(NAME)) {
      if (in == null) {
        throw new IOException("the resource " + NAME + " is missing");
      }
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        if (!line.isEmpty() && !line.startsWith("#")) {
          int at = line.indexOf(SEPARATOR);
          result.put(line.substring(0, at), line.substring(at + SEPARATOR.length()));
        }
      }
    }
    return result;
  }

  /// Writes the table.
  ///
  /// @param arguments the file
  public static void main(String[] arguments) throws IOException {
    List<Sample> samples = samples();
    List<GnuAssembler.Line> theirs =
        GnuAssembler.assemble(samples.stream().map(Sample::text).toList());
    List<GnuAssembler.Line> ours =
        GnuAssembler.disassemble(samples.stream().map(Sample::hex).toList());
    StringBuilder table =
        new StringBuilder("# Instructions and their bytes according to GNU as; see GoldenTable.\n");
    for (int i = 0; i < samples.size(); i++) {
      boolean same = ours.get(i).isAsGoodAs(theirs.get(i));
      String hex = (same ? ours : theirs).get(i).hex();
      table.append(samples.get(i).text()).append(SEPARATOR).append(hex).append('\n');
    }
    Files.writeString(Path.of(arguments[0]), table);
  }
}
