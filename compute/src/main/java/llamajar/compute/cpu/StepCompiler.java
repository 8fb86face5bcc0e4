package llamajar.compute.cpu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import llamajar.compute.Op;
import llamajar.compute.Program;
import llamajar.compute.RecurrentOp;
import llamajar.compute.Rotary;
import llamajar.compute.SegmentOp;
import llamajar.compute.Value;
import llamajar.compute.cpu.kernel.CpuKernels;
import llamajar.compute.cpu.kernel.FloatRows;
import llamajar.compute.cpu.kernel.WeightMatrix;
import llamajar.gguf.Tensor;
import llamajar.gguf.quant.TensorRows;

/// Turns ops into steps and gives their values buffers.
final class StepCompiler {
  private static final long ALIGNMENT = 64;

  private final CpuKernels kernels;
  private final BufferPlan plan;
  private final List<FloatRows> buffers = new ArrayList<>();
  private final Map<Rotary, RotaryAngles> angles = new LinkedHashMap<>();
  private final List<Step> steps = new ArrayList<>();

  StepCompiler(Program program, CpuKernels kernels) {
    this.kernels = kernels;
    plan = BufferPlan.of(program);
    for (BufferPlan.Shape shape : plan.buffers()) {
      buffers.add(new FloatRows(shape.width()));
    }
    for (Op op : program.ops()) {
      steps.add(step(op));
    }
  }

  Step[] steps() {
    List<Step> all = new ArrayList<>(angles.values());
    all.addAll(steps);
    return all.toArray(new Step[0]);
  }

  List<FloatRows> buffers(Value.Rows rows) {
    List<FloatRows> chosen = new ArrayList<>();
    for (int i = 0; i < buffers.size(); i++) {
      if (plan.buffers().get(i).rows() == rows) {
        chosen.add(buffers.get(i));
      }
    }
    return chosen;
  }

  FloatRows buffer(Value value) {
    return buffers.get(plan.bufferOf().get(value.id()));
  }

  private Step step(Op op) {
    return switch (op) {
      case Op.Embed embed -> new EmbedStep(embed.table(), kernels.rows(), buffer(embed.out()));
      case Op.RmsNorm norm ->
          new NormStep(
              buffer(norm.in()),
              floats(norm.weight()),
              norm.epsilon(),
              kernels.rows(),
              buffer(norm.out()));
      case Op.MatMul matMul -> new MatMulStep(buffer(matMul.in()), parts(matMul), kernels.rows());
      case Op.Rope rope ->
          new RopeStep(
              rope,
              angles.computeIfAbsent(rope.rotary(), RotaryAngles::new),
              buffer(rope.in()),
              kernels.rows(),
              buffer(rope.out()));
      case Op.Attention attention ->
          new AttentionStep(
              attention,
              kernels,
              buffer(attention.query()),
              buffer(attention.key()),
              buffer(attention.value()),
              buffer(attention.out()));
      case Op.Gate gate ->
          new GateStep(
              gate.activation(),
              buffer(gate.gate()),
              buffer(gate.up()),
              kernels.rows(),
              buffer(gate.out()));
      case Op.Add add ->
          new AddStep(buffer(add.left()), buffer(add.right()), kernels.rows(), buffer(add.out()));
      case RecurrentOp.Conv1d conv ->
          new ConvStep(
              conv,
              columns(conv.weight()),
              kernels.recurrence(),
              buffer(conv.in()),
              buffer(conv.out()));
      case RecurrentOp.DeltaNet delta ->
          new DeltaStep(
              delta,
              floats(delta.rate()),
              kernels.recurrence(),
              new DeltaStep.Rows(
                  buffer(delta.query()),
                  buffer(delta.key()),
                  buffer(delta.value()),
                  buffer(delta.update()),
                  buffer(delta.decay()),
                  buffer(delta.out())));
      case SegmentOp.Slice slice -> new SliceStep(slice, buffer(slice.in()), buffer(slice.out()));
      case Op.SelectOutputs select -> new SelectStep(buffer(select.in()), buffer(select.out()));
    };
  }

  private List<MatMulStep.Part> parts(Op.MatMul matMul) {
    List<MatMulStep.Part> parts = new ArrayList<>();
    for (Op.MatMul.Product product : matMul.products()) {
      parts.add(part(product));
    }
    return parts;
  }

  private MatMulStep.Part part(Op.MatMul.Product product) {
    return new MatMulStep.Part(
        WeightMatrix.of(product.weight()),
        kernels.matMul(product.weight().type()),
        product.scale(),
        product.bias() == null ? null : floats(product.bias()),
        buffer(product.out()));
  }

  /// All of a small tensor as floats in native memory, which lives as long as the step that has it.
  private static MemorySegment floats(Tensor tensor) {
    TensorRows rows = new TensorRows(tensor);
    float[] values = new float[Math.toIntExact(tensor.shape().elementCount())];
    rows.decode(0, Math.toIntExact(rows.rowCount()), values, 0);
    return floats(values);
  }

  private static MemorySegment floats(float[] values) {
    MemorySegment floats = Arena.ofAuto().allocate((long) Float.BYTES * values.length, ALIGNMENT);
    MemorySegment.copy(values, 0, floats, ValueLayout.JAVA_FLOAT, 0, values.length);
    return floats;
  }

  /// The same with columns instead of rows one after another.
  private static MemorySegment columns(Tensor tensor) {
    TensorRows rows = new TensorRows(tensor);
    int rowCount = Math.toIntExact(rows.rowCount());
    int rowLength = Math.toIntExact(tensor.shape().rowLength());
    float[] values = new float[rowCount * rowLength];
    rows.decode(0, rowCount, values, 0);
    float[] columns = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      columns[i % rowLength * rowCount + i / rowLength] = values[i];
    }
    return floats(columns);
  }
}
