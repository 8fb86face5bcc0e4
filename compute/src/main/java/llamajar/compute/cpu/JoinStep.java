package llamajar.compute.cpu;

import java.lang.foreign.MemorySegment;
import llamajar.compute.SegmentOp;
import llamajar.compute.cpu.kernel.FloatRows;

/// Copies segments of two rows in turn.
final class JoinStep extends Step {
  private final SegmentOp.Join op;
  private final FloatRows left;
  private final FloatRows right;
  private final FloatRows out;

  JoinStep(SegmentOp.Join op, FloatRows left, FloatRows right, FloatRows out) {
    this.op = op;
    this.left = left;
    this.right = right;
    this.out = out;
  }

  @Override
  void run(RunState state, int member) {
    long leftBytes = (long) left.width() / op.segments() * Float.BYTES;
    long rightBytes = (long) right.width() / op.segments() * Float.BYTES;
    for (int row = member; row < out.rows(); row += state.team.members()) {
      long target = out.offset(row);
      for (int segment = 0; segment < op.segments(); segment++) {
        long fromLeft = left.offset(row) + segment * leftBytes;
        long fromRight = right.offset(row) + segment * rightBytes;
        MemorySegment.copy(left.data(), fromLeft, out.data(), target, leftBytes);
        MemorySegment.copy(right.data(), fromRight, out.data(), target + leftBytes, rightBytes);
        target += leftBytes + rightBytes;
      }
    }
  }
}
