package llamajar.compute.cpu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import llamajar.compute.AddEmbedding;
import llamajar.compute.ElementOp;
import llamajar.compute.ExpertOp;
import llamajar.compute.NormOp;
import llamajar.compute.Op;
import llamajar.compute.Program;
import llamajar.compute.RecurrentOp;
import llamajar.compute.Rotary;
import llamajar.compute.SegmentOp;
import llamajar.compute.Value;
import llamajar.compute.cpu.kernel.CpuKernels;
import llamajar.compute.cpu.kernel.FloatRows;
import llamajar.compute.cpu.kernel.MatMulKernel;
import llamajar.compute.cpu.kernel.RowKernels;
import llamajar.compute.cpu.kernel.WeightMatrix;
import llamajar.gguf.Tensor;
import llamajar.gguf.TensorType;
import llamajar.gguf.quant.TensorRows;
import org.jspecify.annotations.Nullable;

/// Turns ops into steps and gives their values buffers.
final class StepCompiler {
  private static final long ALIGNMENT = 64;

  private final CpuKernels kernels;
  private final WeightMemory weights;
  private final BufferPlan plan;
  private final List<FloatRows> buffers = new ArrayList<>();
  private final Map<Rotary, RotaryAngles> angles = new LinkedHashMap<>();
  private final List<Step> steps = new ArrayList<>();

  StepCompiler(Program program, CpuKernels kernels, WeightMemory weights) {
    this.kernels = kernels;
    this.weights = weights;
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
      case Op.Given given -> new GivenStep(given.index(), buffer(given.out()));
      case Op.Embed embed -> new EmbedStep(embed.table(), kernels.rows(), buffer(embed.out()));
      case NormOp norm -> norm(norm);
      case ElementOp element ->
          // Sums come before or after norms, which take whole rows.
          new ElementStep(kernel(element), buffer(element.out()), element instanceof ElementOp.Add);
      case ExpertOp expert -> step(expert);
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
              optionalBuffer(attention.key()),
              optionalBuffer(attention.value()),
              buffer(attention.out()));
      case AddEmbedding add ->
          new AddEmbeddingStep(add, buffer(add.in()), kernels.rows(), buffer(add.out()));
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
      case SegmentOp.Join join ->
          new JoinStep(join, buffer(join.left()), buffer(join.right()), buffer(join.out()));
      case SegmentOp.SegmentMatMul product -> segmentMatMul(product);
      case Op.SelectOutputs select -> new SelectStep(buffer(select.in()), buffer(select.out()));
    };
  }

  private Step segmentMatMul(SegmentOp.SegmentMatMul product) {
    List<WeightMatrix> matrices = new ArrayList<>();
    for (Tensor matrix : product.matrices()) {
      matrices.add(product.transposed() ? transposed(matrix) : WeightMatrix.of(matrix));
    }
    MatMulKernel kernel = kernels.matMul(matrices.getFirst().type());
    return new SegmentMatMulStep(matrices, kernel, buffer(product.in()), buffer(product.out()));
  }

  private static WeightMatrix transposed(Tensor tensor) {
    int rowLength = Math.toIntExact(tensor.shape().rowCount());
    int rowCount = Math.toIntExact(tensor.shape().rowLength());
    return new WeightMatrix(
        columns(tensor), TensorType.F32, rowLength, rowCount, (long) rowLength * Float.BYTES);
  }

  private @Nullable FloatRows optionalBuffer(@Nullable Value value) {
    return value == null ? null : buffer(value);
  }

  private Step norm(NormOp norm) {
    RowKernels rows = kernels.rows();
    FloatRows in = buffer(norm.in());
    FloatRows out = buffer(norm.out());
    float epsilon = norm.epsilon();
    NormStep.Kernel kernel =
        switch (norm) {
          case NormOp.RmsNorm rms ->
              (offset, weight, bias, count, scratch) ->
                  rows.rmsNorm(
                      in.data(), offset, weight, count, epsilon, out.data(), offset, scratch);
          case NormOp.LayerNorm layer ->
              (offset, weight, bias, count, scratch) ->
                  rows.layerNorm(
                      in.data(), offset, weight, bias, count, epsilon, out.data(), offset, scratch);
        };
    int length = norm.segmentLength();
    return new NormStep(
        out, length, kernel, segments(norm.weight(), length, 1), segments(norm.bias(), length, 0));
  }

  /// A weight cut into segments; one full of `missing` where there is none.
  private static List<MemorySegment> segments(@Nullable Tensor tensor, int length, float missing) {
    if (tensor == null) {
      MemorySegment constant = Arena.ofAuto().allocate((long) Float.BYTES * length, ALIGNMENT);
      for (int i = 0; i < length; i++) {
        constant.setAtIndex(ValueLayout.JAVA_FLOAT, i, missing);
      }
      return List.of(constant);
    }
    MemorySegment all = floats(tensor);
    List<MemorySegment> segments = new ArrayList<>();
    long bytes = (long) Float.BYTES * length;
    for (long offset = 0; offset < all.byteSize(); offset += bytes) {
      segments.add(all.asSlice(offset, bytes));
    }
    return segments;
  }

  private ElementStep.Kernel kernel(ElementOp op) {
    RowKernels rows = kernels.rows();
    FloatRows out = buffer(op.out());
    return switch (op) {
      case ElementOp.Add add -> {
        FloatRows left = buffer(add.left());
        FloatRows right = buffer(add.right());
        yield (offset, count, scratch) ->
            rows.add(left.data(), right.data(), out.data(), offset, count, scratch);
      }
      case ElementOp.Gate gate -> {
        FloatRows g = buffer(gate.gate());
        FloatRows up = buffer(gate.up());
        yield (offset, count, scratch) ->
            rows.gate(gate.activation(), g.data(), up.data(), out.data(), offset, count, scratch);
      }
      case ElementOp.ClampedGate gate -> {
        FloatRows g = buffer(gate.gate());
        FloatRows up = buffer(gate.up());
        yield (offset, count, scratch) ->
            rows.clampedGate(
                g.data(),
                up.data(),
                gate.alpha(),
                gate.limit(),
                out.data(),
                offset,
                count,
                scratch);
      }
      case ElementOp.Activate activate -> {
        FloatRows in = buffer(activate.in());
        yield (offset, count, scratch) ->
            rows.activate(activate.activation(), in.data(), out.data(), offset, count, scratch);
      }
      case ElementOp.Scale scale -> {
        FloatRows in = buffer(scale.in());
        yield (offset, count, scratch) ->
            rows.scale(in.data(), offset, scale.factor(), out.data(), offset, count, scratch);
      }
      case ElementOp.SoftCap softCap -> {
        FloatRows in = buffer(softCap.in());
        yield (offset, count, scratch) ->
            rows.softCap(in.data(), softCap.cap(), out.data(), offset, count, scratch);
      }
    };
  }

  private Step step(ExpertOp op) {
    return switch (op) {
      case ExpertOp.Route route ->
          new RouteStep(
              buffer(route.in()),
              route.routing(),
              route.bias() == null ? null : floats(route.bias()).toArray(ValueLayout.JAVA_FLOAT),
              buffer(route.experts()),
              buffer(route.factors()));
      case ExpertOp.ExpertMatMul matMul ->
          new ExpertMatMulStep(
              buffer(matMul.in()),
              buffer(matMul.experts()),
              matMul.products().stream().map(this::part).toList(),
              matMul.sharesInput());
      case ExpertOp.WeightedSum sum ->
          new WeightedSumStep(
              buffer(sum.parts()), buffer(sum.factors()), kernels.rows(), buffer(sum.out()));
    };
  }

  private ExpertPart part(ExpertOp.ExpertMatMul.Product product) {
    return new ExpertPart(
        product.matrices().stream().map(WeightMatrix::of).toList(),
        kernels.matMul(product.matrices().getFirst().type()),
        product.scale() == null ? null : floats(product.scale()),
        product.bias() == null ? null : floats(product.bias()),
        kernels.rows(),
        buffer(product.out()));
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
        WeightMatrix.of(product.weight(), weights.of(product.weight())),
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
