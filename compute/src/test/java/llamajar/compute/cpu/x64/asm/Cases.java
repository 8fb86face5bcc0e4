package llamajar.compute.cpu.x64.asm;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Operands for every [Instruction]: each kind of operand in each place, and random ones.
final class Cases {
  private static final List<Gpr> ALL = List.of(Gpr.values());
  private final Instruction instruction;
  private final Shape shape;
  private final int width;
  private final boolean vexDotProducts;
  private final List<Sample> samples = new ArrayList<>();

  private Cases(Instruction instruction, int width, boolean vexDotProducts) {
    this.instruction = instruction;
    this.shape = Shape.of(instruction);
    this.width = width;
    this.vexDotProducts = vexDotProducts;
  }

  /// Varies one operand at a time over a list that reaches every bit of the encoding.
  ///
  /// @param dense whether over all registers, bases and scales
  static List<Sample> sweep(boolean dense) {
    List<Sample> result = new ArrayList<>();
    for (Instruction instruction : Instruction.values()) {
      for (int width : Shape.of(instruction).widths()) {
        result.addAll(sweep(instruction, width, dense));
      }
    }
    return result;
  }

  /// Varies one operand at a time.
  static List<Sample> sweep(Instruction instruction, int width, boolean dense) {
    List<Sample> result = new ArrayList<>();
    for (boolean vexDotProducts : choices(instruction)) {
      Cases cases = new Cases(instruction, width, vexDotProducts);
      cases.sweepAll(dense);
      result.addAll(cases.samples);
    }
    return result;
  }

  /// The operands from which a sweep starts: registers if possible.
  static List<Operand> plain(Instruction instruction, int width) {
    Cases cases = new Cases(instruction, width, false);
    List<Operand> result = new ArrayList<>();
    for (int i = 0; i < cases.shape.places().size(); i++) {
      result.add(cases.values(cases.alternatives(i).getFirst(), false).get(Math.min(i, 2)));
    }
    return result;
  }

  /// Chooses all operands at random.
  static List<Sample> random(Random random, int countPerWidth) {
    List<Sample> result = new ArrayList<>();
    for (Instruction instruction : Instruction.values()) {
      for (int width : Shape.of(instruction).widths()) {
        for (boolean vexDotProducts : choices(instruction)) {
          Cases cases = new Cases(instruction, width, vexDotProducts);
          for (int i = 0; i < countPerWidth; i++) {
            cases.addRandom(random);
          }
          result.addAll(cases.samples);
        }
      }
    }
    return result;
  }

  private static boolean[] choices(Instruction instruction) {
    boolean dotProduct = instruction == Instruction.VPDPBUSD || instruction == Instruction.VPDPWSSD;
    return dotProduct ? new boolean[] {false, true} : new boolean[] {false};
  }

  private void sweepAll(boolean dense) {
    List<Operand> plain = plain(instruction, width);
    add(plain, 3);
    for (int i = 0; i < plain.size(); i++) {
      for (String alternative : alternatives(i)) {
        for (Operand operand : values(alternative, dense)) {
          List<Operand> operands = new ArrayList<>(plain);
          operands.set(i, operand);
          add(operands, 3);
        }
      }
    }
    if (shape.immediate()) {
      for (int immediate : new int[] {0, 1, 127, 128, 255}) {
        add(plain, immediate);
      }
    }
  }

  private void addRandom(Random random) {
    boolean old = random.nextBoolean();
    List<Operand> operands = new ArrayList<>();
    for (int i = 0; i < shape.places().size(); i++) {
      List<String> alternatives = alternatives(i);
      List<Operand> values =
          values(alternatives.get(random.nextInt(alternatives.size())), true).stream()
              .filter(operand -> !old || !needsEvex(operand))
              .filter(operand -> !(operand instanceof Tile) || !operands.contains(operand))
              .toList();
      operands.add(values.get(random.nextInt(values.size())));
    }
    add(operands, random.nextInt(256));
  }

  private static boolean needsEvex(Operand operand) {
    return (operand instanceof Vec vec && (vec.number() > 15 || vec.predicate() != 0))
        || (operand instanceof Mem mem && (mem.broadcast() || mem.predicate() != 0));
  }

  private void add(List<Operand> operands, int immediate) {
    // The tiles of a product are three different ones.
    boolean tiles = operands.stream().allMatch(Tile.class::isInstance);
    if (tiles && operands.stream().distinct().count() < operands.size()) {
      return;
    }
    samples.add(
        Sample.of(
            vexDotProducts, instruction, width, shape.immediate() ? immediate : -1, operands));
  }

  private List<String> alternatives(int place) {
    List<String> all = shape.places().get(place);
    // A narrow destination tells the width of what is in memory, except that 128 bits could be
    // of 128 or 256: the assembler takes the latter.
    boolean unclear = shape.isNarrowing() && width == 128;
    return unclear ? all.stream().filter(one -> !Shape.isMemory(one)).toList() : all;
  }

  private List<Operand> values(String alternative, boolean dense) {
    boolean masked = alternative.endsWith("k");
    return switch (alternative.charAt(0)) {
      case 'V' -> vectors(width, masked, dense);
      case 'H' -> vectors(width / 2, masked, dense);
      case 'Q' -> vectors(width / 4, masked, dense);
      case 'E' -> vectors(width / 8, masked, dense);
      case 'X' -> vectors(128, masked, dense);
      case 'Y' -> vectors(256, masked, dense);
      case 'K' -> numbered(8, dense).stream().<Operand>map(Mask::new).toList();
      case 'T' -> numbered(8, dense).stream().<Operand>map(Tile::new).toList();
      case 'R', 'G' -> numbered(16, dense).stream().<Operand>map(n -> ALL.get(n)).toList();
      case 'M' -> MemoryCases.list(instruction, width, masked, dense);
      case 'S' -> MemoryCases.indexed(dense);
      default -> throw new AssertionError(alternative);
    };
  }

  private static List<Integer> numbered(int count, boolean dense) {
    List<Integer> result = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (dense || i < 3 || i % 8 == 7 || i == 8 || i == 16) {
        result.add(i);
      }
    }
    return result;
  }

  private List<Operand> vectors(int bits, boolean masked, boolean dense) {
    int wide = Math.max(bits, 128);
    List<Operand> result = new ArrayList<>();
    boolean evex = instruction.encoding != Instruction.Encoding.VEX;
    for (int number : numbered(evex ? 32 : 16, dense)) {
      result.add(new Vec(number, wide, 0, false));
    }
    if (masked && evex) {
      for (int k : dense ? new int[] {1, 2, 3, 4, 5, 6, 7} : new int[] {1, 7}) {
        result.add(new Vec(4 + k, wide, 0, false).merge(new Mask(k)));
        result.add(new Vec(4 + k, wide, 0, false).zero(new Mask(k)));
      }
    }
    return result;
  }
}
