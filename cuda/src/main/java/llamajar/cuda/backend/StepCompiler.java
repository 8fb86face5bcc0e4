package llamajar.cuda.backend;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import llamajar.compute.Op;
import llamajar.compute.Program;
import llamajar.compute.Rotary;
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

  /// Compiles an op, and perhaps those behind it.
  ///
  /// @return how many of those behind it
  private int compile(Op op, int index) {
    switch (op) {
      case Op.Embed embed -> embed(embed);
      case Op.RmsNorm norm -> norm(norm, index);
      case Op.MatMul matMul -> {
        return matMul(matMul, index);
      }
      case Op.Rope rope -> rope(rope);
      case Op.Attention attention ->
          steps.add(AttentionStep.plan(attention, program.cacheLayers(), deferred));
      case Op.Gate gate -> gate(gate, index);
      case Op.Add add ->
          add(
              List.of(add.left(), add.right()),
              List.of(add.out()),
              (m, run) ->
                  m.elements()
                      .apply(
                          Elements.add(),
                          m.address(add.left()),
                          m.address(add.right()),
                          m.address(add.out()),
                          run.count(add.out())));
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
    }
    return 0;
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

  private void norm(Op.RmsNorm op, int index) {
    Value in = op.in();
    Value out = op.out();
    boolean quantizes = feedsQuantized(out, index);
    add(
        List.of(in),
        quantizes ? List.of() : List.of(out),
        (m, run) -> {
          long weight = m.weights().vector(op.weight());
          Norm norm =
              new Norm(in.width(), in.width(), weight, 0, in.width(), op.epsilon(), false);
          Rows target =
              quantizes ? m.quantized(run.count(out)) : Rows.ofFloats(m.address(out));
          m.elements().normalize(norm, m.address(in), target, run.rows(in));
        });
  }

  private void gate(Op.Gate op, int index) {
    Elements function = Elements.gate(op.activation());
    boolean quantizes = feedsQuantized(op.out(), index);
    add(
        List.of(op.gate(), op.up()),
        quantizes ? List.of() : List.of(op.out()),
        (m, run) -> {
          long gate = m.address(op.gate());
          long up = m.address(op.up());
          long count = run.count(op.out());
          if (quantizes) {
            m.elements().quantizeGated(function, gate, up, m.quantized(count), count);
          } else {
            m.elements().apply(function, gate, up, m.address(op.out()), count);
          }
        });
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
      quantizedWidth = Math.max(quantizedWidth, op.in().width());
      if (ProductStep.isShort(op.in())) {
        shortWidth = Math.max(shortWidth, op.in().width());
      }
    }
    boolean isQuantized = index > 0 && writesQuantized(program.ops().get(index - 1), index - 1);
    Op.Add sum = uses.sumBehind(op, index);
    steps.add(ProductStep.plan(op, quantized && !isQuantized, isQuantized, sum));
    return sum == null ? 0 : 1;
  }

  /// Whether an op writes quantized activations only, for the op behind it.
  private boolean writesQuantized(Op op, int index) {
    return switch (op) {
      case Op.RmsNorm norm -> feedsQuantized(norm.out(), index);
      case Op.Gate gate -> feedsQuantized(gate.out(), index);
      case Op.Embed embed -> false;
      case Op.MatMul matMul -> false;
      case Op.Rope rope -> false;
      case Op.Attention attention -> false;
      case Op.Add add -> false;
      case Op.SelectOutputs select -> false;
    };
  }

  /// Whether the next op multiplies a value with quantized matrices, and nothing else reads it.
  private boolean feedsQuantized(Value value, int index) {
    return index + 1 < program.ops().size()
        && program.ops().get(index + 1) instanceof Op.MatMul next
        && next.in().id() == value.id()
        && uses.count(value) == 1
        && !ProductStep.isShort(value)
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
