package llamajar.cuda.backend;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import llamajar.compute.AddEmbedding;
import llamajar.compute.ElementOp;
import llamajar.compute.ExpertOp;
import llamajar.compute.NormOp;
import llamajar.compute.Op;
import llamajar.compute.Program;
import llamajar.compute.RecurrentOp;
import llamajar.compute.Rotary;
import llamajar.compute.SegmentOp;
import llamajar.compute.UnsupportedOpException;
import llamajar.compute.Value;
import llamajar.cuda.kernel.ElementKernels.Norm;
import llamajar.cuda.kernel.Elements;
import llamajar.cuda.kernel.HeadKernels.Heads;
import llamajar.cuda.kernel.Products;
import llamajar.cuda.kernel.Rows;
import llamajar.gguf.Tensor;

/// Turns ops into steps.
///
/// Ops that follow each other share a step where that saves launches: a norm or a gated product and
/// the quantization for the products that read it; a product and the sum with what came before it;
/// the rotation of queries and keys, and storing keys and values.
final class StepCompiler {
  private final Program program;
  private final Uses uses;
  private final Map<Integer, Op.Rope> deferred = new HashMap<>();
  private final Set<Rotary> rotaries = new LinkedHashSet<>();
  private final List<PlannedStep> steps = new ArrayList<>();
  private int quantizedWidth;
  private int shortWidth;
  private int expertsPerRow;

  /// Compiles all ops.
  ///
  /// @throws UnsupportedOpException naming what has no kernel
  StepCompiler(Program program) {
    this.program = program;
    uses = new Uses(program);
    List<Op> ops = program.ops();
    for (int i = 0; i < ops.size(); i++) {
      i += compile(ops.get(i), i);
    }
  }

  /// Compiles a program just to see whether that is possible.
  ///
  /// @throws UnsupportedOpException naming what has no kernel
  @SuppressWarnings("CheckReturnValue")
  static void requireKernels(Program program) {
    new StepCompiler(program).steps();
  }

  List<PlannedStep> steps() {
    return steps;
  }

  /// The rotary embeddings in use.
  Set<Rotary> rotaries() {
    return rotaries;
  }

  /// Numbers of the widest row that is quantized.
  int quantizedWidth() {
    return quantizedWidth;
  }

  /// Numbers of the widest row that is quantized twice.
  int shortWidth() {
    return shortWidth;
  }

  /// Most experts that a row uses.
  int expertsPerRow() {
    return expertsPerRow;
  }

  /// Compiles an op, and perhaps those behind it.
  ///
  /// @return how many of those behind it
  private int compile(Op op, int index) {
    switch (op) {
      // Uploaded before any step is issued, because captured graphs know no host memory.
      case Op.Given given -> add(List.of(), List.of(given.out()), (m, run) -> {});
      case Op.Embed embed -> embed(embed);
      case NormOp norm -> norm(norm, index);
      case Op.MatMul matMul -> {
        return matMul(matMul, index);
      }
      case Op.Rope rope -> rope(rope);
      case Op.Attention attention -> attention(attention);
      case ElementOp element -> element(element, index);
      case ExpertOp.Route route -> steps.add(ExpertStep.route(route));
      case ExpertOp.ExpertMatMul matMul -> experts(matMul);
      case ExpertOp.WeightedSum sum -> steps.add(ExpertStep.sum(sum));
      case Op.SelectOutputs select ->
          add(
              List.of(select.in()),
              List.of(select.out()),
              (m, run) ->
                  m.elements()
                      .gather(
                          m.address(select.in()),
                          m.inputs().outputRows(),
                          m.address(select.out()),
                          select.out().width(),
                          run.outputs()));
      case AddEmbedding add -> throw noKernel("embeddings of positions and types");
      case RecurrentOp recurrent -> throw noKernel("recurrent layers");
      case SegmentOp segments -> throw noKernel("parts of heads");
    }
    return 0;
  }

  private void attention(Op.Attention op) {
    if (program.cacheLayers().get(op.cache()).valuesInKeys()) {
      throw noKernel("attention with values inside of keys");
    }
    steps.add(AttentionStep.plan(op, program.cacheLayers(), deferred));
  }

  private static UnsupportedOpException noKernel(String what) {
    return new UnsupportedOpException("no CUDA kernel computes %s".formatted(what));
  }

  private void embed(Op.Embed embed) {
    requireKernel(embed.table());
    add(
        List.of(),
        List.of(embed.out()),
        (m, run) ->
            m.elements()
                .decodeRows(
                    m.weights().matrix(embed.table()),
                    m.inputs().tokens(),
                    m.address(embed.out()),
                    run.tokens()));
  }

  private void norm(NormOp op, int index) {
    Value in = op.in();
    Value out = op.out();
    boolean quantizes = feedsQuantized(out, index);
    boolean centred =
        switch (op) {
          case NormOp.RmsNorm norm -> false;
          case NormOp.LayerNorm norm -> true;
        };
    Tensor some = op.weight() == null ? op.bias() : op.weight();
    int weightLength =
        some == null ? op.segmentLength() : Math.toIntExact(some.shape().elementCount());
    add(
        List.of(in),
        quantizes ? List.of() : List.of(out),
        (m, run) -> {
          Norm norm =
              new Norm(
                  in.width(),
                  op.segmentLength(),
                  m.weights().vector(op.weight()),
                  m.weights().vector(op.bias()),
                  weightLength,
                  op.epsilon(),
                  centred);
          Rows target = quantizes ? m.quantized(run.count(out)) : Rows.ofFloats(m.address(out));
          m.elements().normalize(norm, m.address(in), target, run.rows(in));
        });
  }

  private void element(ElementOp op, int index) {
    Elements function = Elements.of(op);
    boolean quantizes = isGate(op) && feedsQuantized(op.out(), index);
    Value left = op.inputs().getFirst();
    Value right = op.inputs().getLast();
    add(
        op.inputs(),
        quantizes ? List.of() : List.of(op.out()),
        (m, run) -> {
          long first = m.address(left);
          long second = m.address(right);
          long count = run.count(op.out());
          if (quantizes) {
            m.elements().quantizeGated(function, first, second, m.quantized(count), count);
          } else {
            m.elements().apply(function, first, second, m.address(op.out()), count);
          }
        });
  }

  private static boolean isGate(ElementOp op) {
    return switch (op) {
      case ElementOp.Gate gate -> true;
      case ElementOp.ClampedGate gate -> true;
      case ElementOp.Add add -> false;
      case ElementOp.Activate activate -> false;
      case ElementOp.Scale scale -> false;
      case ElementOp.SoftCap cap -> false;
    };
  }

  private void experts(ExpertOp.ExpertMatMul op) {
    op.products().forEach(product -> product.matrices().forEach(StepCompiler::requireKernel));
    ExpertStep step = new ExpertStep(op);
    if (step.isQuantized()) {
      noteQuantized(op.in().width(), step.rowLength());
    }
    expertsPerRow = Math.max(expertsPerRow, op.chosen());
    add(op.inputs(), op.outputs(), step);
  }

  private void noteQuantized(int width, int rowLength) {
    quantizedWidth = Math.max(quantizedWidth, width);
    if (ProductStep.isShort(rowLength)) {
      shortWidth = Math.max(shortWidth, width);
    }
  }

  private void rope(Op.Rope op) {
    rotaries.add(op.rotary());
    if (uses.onlyByAttention(op.out())) {
      deferred.put(op.out().id(), op);
      return;
    }
    add(
        List.of(op.in()),
        List.of(op.out()),
        (m, run) -> {
          Heads heads = AttentionStep.heads(m, op, m.address(op.out()), 0);
          m.heads().place(List.of(heads), m.inputs().places(), run.store().type(), run.tokens());
        });
  }

  private int matMul(Op.MatMul op, int index) {
    op.products().forEach(product -> requireKernel(product.weight()));
    boolean quantized =
        op.products().stream().anyMatch(p -> Products.readsQuantized(p.weight().type()));
    if (quantized) {
      noteQuantized(op.in().width(), op.in().width());
    }
    boolean isQuantized = index > 0 && writesQuantized(program.ops().get(index - 1), index - 1);
    ElementOp.Add sum = uses.sumBehind(op, index);
    steps.add(ProductStep.plan(op, quantized && !isQuantized, isQuantized, sum));
    return sum == null ? 0 : 1;
  }

  /// Whether an op writes quantized activations only, for the op behind it.
  private boolean writesQuantized(Op op, int index) {
    return switch (op) {
      case NormOp norm -> feedsQuantized(norm.out(), index);
      case ElementOp element -> isGate(element) && feedsQuantized(element.out(), index);
      case ExpertOp expert -> false;
      case Op.Given given -> false;
      case Op.Embed embed -> false;
      case Op.MatMul matMul -> false;
      case Op.Rope rope -> false;
      case Op.Attention attention -> false;
      case Op.SelectOutputs select -> false;
      case AddEmbedding add -> false;
      case RecurrentOp recurrent -> false;
      case SegmentOp segments -> false;
    };
  }

  /// Whether the next op multiplies a value with quantized matrices, and nothing else reads it.
  private boolean feedsQuantized(Value value, int index) {
    return index + 1 < program.ops().size()
        && program.ops().get(index + 1) instanceof Op.MatMul next
        && next.in().id() == value.id()
        && uses.count(value) == 1
        && !ProductStep.isShort(value.width())
        && next.products().stream().allMatch(p -> Products.readsQuantized(p.weight().type()));
  }

  private void add(List<Value> reads, List<Value> writes, Step step) {
    steps.add(new PlannedStep(reads, writes, step));
  }

  private static void requireKernel(Tensor tensor) {
    if (!CudaBackend.hasKernels(tensor.type())) {
      throw new UnsupportedOpException(
          "tensor %s: no CUDA kernel multiplies the type %s"
              .formatted(tensor.name(), tensor.type()));
    }
  }
}
