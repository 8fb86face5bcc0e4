package llamajar.compute.cpu;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import llamajar.compute.Op;
import llamajar.compute.Program;
import llamajar.compute.Value;

/// Which buffer holds each value of a program. Values of equal shape share a buffer when their
/// lives don't overlap; ops that work element by element may write over what they read last.
///
/// @param bufferOf buffer number of each value, by value id
/// @param buffers shape of each buffer
record BufferPlan(List<Integer> bufferOf, List<Shape> buffers) {

  record Shape(int width, Value.Rows rows) {}

  static BufferPlan of(Program program) {
    int[] lastUse = lastUses(program);
    Integer[] bufferOf = new Integer[program.valueCount()];
    List<Shape> buffers = new ArrayList<>();
    Map<Shape, Deque<Integer>> free = new HashMap<>();
    List<Op> ops = program.ops();
    for (int i = 0; i < ops.size(); i++) {
      Op op = ops.get(i);
      if (worksInPlace(op)) {
        release(op, i, lastUse, bufferOf, free, buffers);
      }
      for (Value out : op.outputs()) {
        Shape shape = new Shape(out.width(), out.rows());
        Integer buffer = free.computeIfAbsent(shape, s -> new ArrayDeque<>()).poll();
        if (buffer == null) {
          buffer = buffers.size();
          buffers.add(shape);
        }
        bufferOf[out.id()] = buffer;
      }
      if (!worksInPlace(op)) {
        release(op, i, lastUse, bufferOf, free, buffers);
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
    lastUse[program.logits().id()] = Integer.MAX_VALUE;
    return lastUse;
  }

  private static void release(
      Op op,
      int index,
      int[] lastUse,
      Integer[] bufferOf,
      Map<Shape, Deque<Integer>> free,
      List<Shape> buffers) {
    for (Value in : op.inputs().stream().distinct().toList()) {
      if (lastUse[in.id()] == index) {
        int buffer = bufferOf[in.id()];
        free.computeIfAbsent(buffers.get(buffer), s -> new ArrayDeque<>()).push(buffer);
      }
    }
  }

  private static boolean worksInPlace(Op op) {
    return switch (op) {
      case Op.RmsNorm norm -> true;
      case Op.Rope rope -> true;
      case Op.Gate gate -> true;
      case Op.Add add -> true;
      case Op.Embed embed -> false;
      case Op.MatMul matMul -> false;
      case Op.Attention attention -> false;
      case Op.SelectOutputs select -> false;
    };
  }
}
