package llamajar.engine.architecture;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;
import llamajar.compute.Activation;
import llamajar.compute.ProgramBuilder;
import llamajar.compute.ProgramBuilder.Routed;
import llamajar.compute.Routing;
import llamajar.compute.Routing.Gating;
import llamajar.compute.Value;
import llamajar.engine.source.ModelException;
import llamajar.engine.source.ModelSource;
import llamajar.gguf.Tensor;

/// Feed-forward layers of which each row uses a few: `Σ_e weight_e · down_e( act(gate_e h) ⊙ (up_e
/// h) )`, with the weights that a router gives.
///
/// Shazeer et al., "Outrageously Large Neural Networks", 2017; Jiang et al., "Mixtral of Experts",
/// 2024.
///
/// @param experts how many there are
/// @param routing how rows choose
record Mixture(int experts, Routing routing) {

  /// What the `expert_*` keys of a file describe.
  ///
  /// @param gating unless the file says otherwise
  /// @param normalize likewise
  static Mixture read(ModelSource source, Gating gating, boolean normalize) throws IOException {
    int experts = source.size("expert_count");
    int used = source.size("expert_used_count");
    if (used > experts) {
      throw new ModelException(
          "%s: the key %s.expert_used_count is %d; expert_count is only %d"
              .formatted(source.path(), source.architecture(), used, experts));
    }
    float scale = source.number("expert_weights_scale", 0);
    Routing routing =
        new Routing(
            gating(source, gating),
            used,
            source.flag("expert_weights_norm", normalize),
            scale == 0 ? 1 : scale,
            Math.max(1, source.count("expert_group_count", 1)),
            Math.max(1, source.count("expert_group_used_count", 1)));
    return new Mixture(experts, routing);
  }

  private static Gating gating(ModelSource source, Gating fallback) throws IOException {
    int code = source.count("expert_gating_func", 0);
    return switch (code) {
      case 0 -> fallback;
      case 1 -> Gating.SOFTMAX;
      case 2 -> Gating.SIGMOID;
      case 3 -> Gating.CHOSEN_SOFTMAX;
      default ->
          throw new ModelException(
              "%s: the key %s.expert_gating_func is %d; 1 (softmax), 2 (sigmoid) and 3 (softmax of the chosen) are possible"
                  .formatted(source.path(), source.architecture(), code));
    };
  }

  /// A layer as Mixtral has it where the block has a router, else a plain gated one.
  static Value ifRouted(Block block, Value h, Activation activation) throws IOException {
    return block.has("ffn_gate_inp.weight")
        ? read(block.source(), Gating.SOFTMAX, true).apply(block, h, activation)
        : block.gatedFeedForward(h, activation);
  }

  /// The expert that all rows use, times the logistic function of a number of its own for each row.
  Value gatedSharedExpert(Block block, Value h, Activation activation) throws IOException {
    ProgramBuilder p = block.program();
    Value shared = block.gatedFeedForward(h, activation, "_shexp");
    // Stored as one row without a second extent.
    Value gate = block.linear(h, "ffn_gate_inp_shexp");
    return p.weightedSum(shared, p.activate(Activation.SIGMOID, gate));
  }

  /// The layer with a usual gate.
  Value apply(Block block, Value h, Activation activation) throws IOException {
    return apply(block, h, h, (gate, up) -> block.program().gate(activation, gate, up));
  }

  /// The layer.
  ///
  /// @param h what experts read
  /// @param routerInput what the router reads
  /// @param gated what becomes of gate and up
  Value apply(Block block, Value h, Value routerInput, BinaryOperator<Value> gated)
      throws IOException {
    block
        .source()
        .requireRows(
            block.tensor("ffn_gate_inp.weight"),
            experts,
            block.source().architecture() + ".expert_count");
    return choose(block, h, block.linear(routerInput, "ffn_gate_inp"), gated);
  }

  /// The layer with logits that somebody else has made.
  ///
  /// @param h what experts read
  /// @param logits `[experts]` per row
  /// @param gated what becomes of gate and up
  Value choose(Block block, Value h, Value logits, BinaryOperator<Value> gated) throws IOException {
    ProgramBuilder p = block.program();
    Routed routed = p.route(logits, routing, block.optionalTensor("exp_probs_b.bias").orElse(null));
    Value gate;
    Value up;
    Optional<Tensor> fused = block.optionalTensor("ffn_gate_up_exps.weight");
    if (fused.isPresent()) {
      long half = fused.get().shape().extent1() / 2;
      List<Tensor> both = matrices(block, "ffn_gate_up");
      gate = product(block, h, routed, "ffn_gate_up", half(both, 0, half));
      up = product(block, h, routed, "ffn_gate_up", half(both, half, half));
    } else {
      gate = product(block, h, routed, "ffn_gate", matrices(block, "ffn_gate"));
      up = product(block, h, routed, "ffn_up", matrices(block, "ffn_up"));
    }
    Value down =
        product(block, gated.apply(gate, up), routed, "ffn_down", matrices(block, "ffn_down"));
    return p.weightedSum(down, routed.factors());
  }

  private static List<Tensor> half(List<Tensor> matrices, long first, long count) {
    return matrices.stream().map(matrix -> matrix.rows(first, count)).toList();
  }

  private static Value product(
      Block block, Value in, Routed routed, String name, List<Tensor> matrices) {
    return block
        .program()
        .expertMatMul(
            in,
            routed.experts(),
            matrices,
            block.optionalTensor(name + "_exps.scale").orElse(null),
            block.optionalTensor(name + "_exps.bias").orElse(null));
  }

  /// The matrices of all experts: a stack, or one tensor each in files of early 2024.
  private List<Tensor> matrices(Block block, String name) throws ModelException {
    List<Tensor> matrices = new ArrayList<>();
    Optional<Tensor> stack = block.optionalTensor(name + "_exps.weight");
    if (stack.isEmpty() && block.has(name + ".0.weight")) {
      for (int e = 0; e < experts; e++) {
        matrices.add(block.tensor(name + "." + e + ".weight"));
      }
      return matrices;
    }
    Tensor all = block.tensor(name + "_exps.weight");
    if (all.shape().extent2() != experts) {
      throw new ModelException(
          "%s: tensor %s has the shape %s; %s.expert_count needs %d matrices"
              .formatted(
                  block.source().path(),
                  all.name(),
                  all.shape(),
                  block.source().architecture(),
                  experts));
    }
    for (int e = 0; e < experts; e++) {
      matrices.add(all.matrix(e));
    }
    return matrices;
  }
}
