package llamajar.cuda.kernel;

import llamajar.cuda.driver.KernelArguments;
import llamajar.cuda.driver.LaunchShape;

/// What happens to rows between products.
public final class ElementKernels {
  private static final String MODULE = "elements";
  private static final int THREADS = 256;
  private static final int NUMBERS_PER_THREAD = 4;
  private static final int NO_GATE = -1;

  private final Launcher launcher;

  /// Kernels on a launcher's stream.
  public ElementKernels(Launcher launcher) {
    this.launcher = launcher;
  }

  /// How segments of rows are normalised.
  ///
  /// @param rowLength numbers of a row
  /// @param segmentLength numbers that are normalised together; a divisor of the row's length
  /// @param weight `[weightLength]` floats, or 0
  /// @param bias as `weight`
  /// @param weightLength the segment's length or the row's
  /// @param centred whether the mean is subtracted
  public record Norm(
      int rowLength,
      int segmentLength,
      long weight,
      long bias,
      int weightLength,
      float epsilon,
      boolean centred) {}

  /// Normalises rows.
  ///
  /// @param out what is written: floats, bytes or both; for bytes, segments are multiples of 32
  public void normalize(Norm norm, long in, Rows out, int rows) {
    KernelArguments arguments = launcher.arguments();
    arguments.address(in).address(norm.weight()).address(norm.bias());
    arguments.address(out.floats()).address(out.bytes()).address(out.scales());
    arguments.address(out.sums()).put32(norm.rowLength()).put32(norm.segmentLength());
    arguments.put32(norm.weightLength()).putFloat(norm.epsilon()).put32(norm.centred() ? 1 : 0);
    launcher.endStructure();
    int segments = Math.multiplyExact(rows, norm.rowLength() / norm.segmentLength());
    launcher.launch(MODULE, "normalize", LaunchShape.of(segments, THREADS));
  }

  /// Quantizes numbers, a multiple of 32.
  public void quantize(long in, Rows out, long count) {
    quantize(in, 0, out, 0, count, NO_GATE, 0, 0);
  }

  /// Quantizes numbers and keeps what rounding takes away.
  ///
  /// @param rest `[count]` floats
  public void quantize(long in, Rows out, long rest, long count) {
    quantize(in, 0, out, rest, count, NO_GATE, 0, 0);
  }

  /// Computes a gated product and quantizes it.
  public void quantizeGated(Elements gate, long left, long right, Rows out, long count) {
    quantize(left, right, out, 0, count, gate.kind(), gate.alpha(), gate.limit());
  }

  private void quantize(
      long gate, long up, Rows out, long rest, long count, int kind, float alpha, float limit) {
    KernelArguments arguments = launcher.arguments();
    arguments.address(gate).address(up);
    arguments.address(out.bytes()).address(out.scales()).address(out.sums());
    arguments.address(rest).put64(count).put32(kind).putFloat(alpha).putFloat(limit);
    launcher.launch(MODULE, "quantize", blocks(Math.ceilDiv(count, NUMBERS_PER_THREAD)));
  }

  /// Applies a function at each place.
  ///
  /// @param right the second argument, or 0 if the function has none
  /// @param out where results go, possibly one of the arguments
  public void apply(Elements function, long left, long right, long out, long count) {
    KernelArguments arguments = launcher.arguments();
    arguments.address(left).address(right).address(out).put64(count);
    arguments.put32(function.kind()).putFloat(function.alpha()).putFloat(function.limit());
    launcher.launch(MODULE, "elements", blocks(count));
  }

  /// `out[i] = in[rows[i]]`.
  public void gather(long in, long rows, long out, int length, int count) {
    launcher.arguments().address(in).address(rows).address(out).put32(length);
    launcher.launch(MODULE, "gather", LaunchShape.of(count, THREADS));
  }

  /// `out = Σ_slot factor[slot] · part[slot]`, for each row.
  public void weightedSum(long parts, long factors, long out, int slots, int length, int rows) {
    launcher.arguments().address(parts).address(factors).address(out).put32(slots).put32(length);
    launcher.launch(MODULE, "weighted_sum", LaunchShape.of(rows, THREADS));
  }

  /// The place of the largest number of each row, the first of equals; -1 if one is not a number or
  /// plus infinity, or all are minus infinity.
  ///
  /// @param out `[rows]` ints
  public void argmax(long in, long out, int length, int rows) {
    launcher.arguments().address(in).address(out).put32(length);
    launcher.launch(MODULE, "argmax", LaunchShape.of(rows, THREADS));
  }

  /// Rows of a table as floats.
  public void decodeRows(DeviceMatrix table, long ids, long out, int count) {
    launcher.arguments().address(table.address()).address(ids).address(out).put32(table.length());
    launcher.launch(table.module(), "rows", LaunchShape.of(count, THREADS));
  }

  private static LaunchShape blocks(long threads) {
    return LaunchShape.of(Math.toIntExact(Math.ceilDiv(threads, THREADS)), THREADS);
  }
}
