package llamajar.cuda.kernel;

import java.util.List;
import llamajar.compute.KvType;
import llamajar.cuda.driver.KernelArguments;
import llamajar.cuda.driver.LaunchShape;

/// Queries, keys and values on their way to attention.
public final class HeadKernels {
  private static final int MOST_KINDS = 3;
  private static final int THREADS = 128;

  private final Launcher launcher;

  /// Kernels on a launcher's stream.
  public HeadKernels(Launcher launcher) {
    this.launcher = launcher;
  }

  /// One kind of heads of each row, and what is done with them.
  ///
  /// @param in `[rows][count · length]` floats
  /// @param out the same, turned, or 0
  /// @param cache the layer's keys or values, to store them there, or 0
  /// @param angles `[rows][2][pairs]`: cosines, then sines; or 0 if they aren't turned
  /// @param interleaved whether neighbours turn together
  public record Heads(
      long in,
      long out,
      long cache,
      long angles,
      int count,
      int length,
      int pairs,
      boolean interleaved) {}

  /// Where the rows of a batch are in their sequences, and where these are stored; all in device
  /// memory.
  ///
  /// @param positions `[rows]`
  /// @param tables the blocks of all sequences, one sequence after the other
  /// @param starts `[rows]`: where the sequence of a row starts in `tables`
  public record Places(long positions, long tables, long starts) {}

  /// The number that kernels know a store's type by.
  static int number(KvType type) {
    return switch (type) {
      case F32 -> 0;
      case F16 -> 1;
      case Q8_0 -> 2;
      case BF16 -> 3;
    };
  }

  /// Turns and stores up to three kinds of heads.
  public void place(List<Heads> kinds, Places places, KvType type, int rows) {
    KernelArguments arguments = launcher.arguments();
    for (int i = 0; i < MOST_KINDS; i++) {
      Heads h = kinds.get(Math.min(i, kinds.size() - 1));
      arguments.address(h.in()).address(h.out()).address(h.cache()).address(h.angles());
      arguments.put32(h.count()).put32(h.length()).put32(h.pairs());
      arguments.put32(h.interleaved() ? 1 : 0);
    }
    arguments.address(places.positions()).address(places.tables()).address(places.starts());
    arguments.put32(number(type));
    launcher.endStructure();
    launcher.launch("cache", "place", LaunchShape.of(rows, THREADS).withGridY(kinds.size()));
  }
}
