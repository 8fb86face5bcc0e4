package llamajar.compute.cpu.x64.asm;

/// A tile register of AMX, tmm0 to tmm7: up to 16 rows of 64 bytes.
public record Tile(int number) implements Operand {

  /// Register `tmm<number>`.
  public Tile {
    if (number < 0 || number > 7) {
      throw new IllegalArgumentException("there is no tile register tmm" + number);
    }
  }

  @Override
  public String toString() {
    return "tmm" + number;
  }
}
