package llamajar.compute.cpu;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import llamajar.compute.AddEmbedding;
import llamajar.compute.ElementOp;
import llamajar.compute.ExpertOp;
import llamajar.compute.NormOp;
import llamajar.compute.Op;
import llamajar.compute.Program;
import llamajar.compute.RecurrentOp;
import llamajar.compute.SegmentOp;
import llamajar.compute.Value;

/// Which buffer holds each value of a program. Values of equal shape share a buffer when their
/// lives don't overlap; ops that work element by element may write over what they read last.
///
/// @param bufferOf buffer number of each value, by value id
/// @param buffers shape of each buffer
record BufferPlan(List<Integer> bufferOf, List<Shape> buffers) {

  record Shape(int width, Value.Rows rows) {
    boolean matches(Shape other) {
      return width == other.width && rows == other.rows;
    }
  }

  static BufferPlan of(Program program) {
    int[] lastUse = lastUses(program);
    Integer[] bufferOf = new Integer[program.valueCount()];
    List<Shape> buffers = new ArrayList<>();
    Deque<Integer> free = new ArrayDeque<>();
    List<Op> ops = program.ops();
    for (int i = 0; i < ops.size(); i++) {
      Op op = ops.get(i);
      if (worksInPlace(op)) {
        release(op, i, lastUse, bufferOf, free);
      }
      for (Value out : op.outputs()) {
        bufferOf[out.id()] = take(new Shape(out.width(), out.rows()), free, buffers);
      }
      if (!worksInPlace(op)) {
        release(op, i, lastUse, bufferOf, free);
      }
    }
    return new BufferPlan(Arrays.asList(bufferOf), buffers);
  }

  private static int[] lastUses(Program program) {
    int[] lastUse = new int[program.valueCount()];
    for (int i = 0; i < program.ops().size(); i++) {
      for (Value in : program.ops().get(i).inputs()) {
        lastUse[in.id()] = i;
      }
    }
    for (Value result : program.results()) {
      lastUse[result.id()] = Integer.MAX_VALUE;
    }
    return lastUse;
  }

  /// The free buffer of this shape that was released last, or a new one.
  private static int take(Shape shape, Deque<Integer> free, List<Shape> buffers) {
    for (Iterator<Integer> i = free.iterator(); i.hasNext(); ) {
      int buffer = i.next();
      if (buffers.get(buffer).matches(shape)) {
        i.remove();
        return buffer;
      }
    }
    buffers.add(shape);
    return buffers.size() - 1;
  }

  private static void release(
      Op op, int index, int[] lastUse, Integer[] bufferOf, Deque<Integer> free) {
    for (Value in : op.inputs()) {
      int buffer = bufferOf[in.id()];
      // An op may read the same value twice.
      if (lastUse[in.id()] == index && !free.contains(buffer)) {
        free.push(buffer);
      }
    }
  }

  private static boolean worksInPlace(Op op) {
    return switch (op) {
      case NormOp norm -> true;
      case ElementOp element -> true;
      case Op.Rope rope -> true;
      case ExpertOp expert -> false;
      case Op.Given given -> false;
      case Op.Embed embed -> false;
      case Op.MatMul matMul -> false;
      case Op.Attention attention -> false;
      case AddEmbedding add -> false;
      case RecurrentOp recurrent -> false;
      case SegmentOp segment -> false;
      case Op.SelectOutputs select -> false;
    };
  }
}
