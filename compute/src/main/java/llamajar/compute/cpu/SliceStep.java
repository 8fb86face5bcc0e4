package llamajar.compute.cpu;

import java.lang.foreign.MemorySegment;
import llamajar.compute.SegmentOp;
import llamajar.compute.cpu.kernel.FloatRows;

/// Copies a part of each segment of each row.
final class SliceStep extends Step {
  private final SegmentOp.Slice op;
  private final FloatRows in;
  private final FloatRows out;

  SliceStep(SegmentOp.Slice op, FloatRows in, FloatRows out) {
    this.op = op;
    this.in = in;
    this.out = out;
  }

  @Override
  void run(RunState state, int member) {
    long stride = (long) op.stride() * Float.BYTES;
    long bytes = (long) op.length() * Float.BYTES;
    for (int row = member; row < out.rows(); row += state.team.members()) {
      long source = in.offset(row) + (long) op.first() * Float.BYTES;
      long target = out.offset(row);
      for (int segment = 0; segment < op.segments(); segment++) {
        MemorySegment.copy(in.data(), source, out.data(), target, bytes);
        source += stride;
        target += bytes;
      }
    }
  }
}
