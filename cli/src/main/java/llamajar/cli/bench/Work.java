package llamajar.cli.bench;

import java.util.EnumSet;
import java.util.Set;
import llamajar.compute.ExpertOp;
import llamajar.compute.Op;
import llamajar.compute.Program;
import llamajar.compute.Value;
import llamajar.gguf.Tensor;
import llamajar.gguf.TensorType;

/// What a model has to do. Matrices only: attention, norms and the cache add little while contexts
/// are as short as in a benchmark.
///
/// @param weightBytes bytes of weights that a run of one token reads: of experts, those it uses
/// @param weightsPerToken weights that are multiplied with each token
/// @param weightsPerOutput weights that are multiplied only with tokens whose logits are wanted
/// @param types of those weights
record Work(long weightBytes, long weightsPerToken, long weightsPerOutput, Set<TensorType> types) {

  static Work of(Program program) {
    long bytes = 0;
    long perToken = 0;
    long perOutput = 0;
    Set<TensorType> types = EnumSet.noneOf(TensorType.class);
    for (Op op : program.ops()) {
      // Products of wanted rows only, be it that they were selected in an earlier part.
      boolean outputsOnly =
          op.inputs().stream().anyMatch(value -> value.rows() == Value.Rows.OUTPUTS);
      if (op instanceof Op.MatMul matMul) {
        for (Op.MatMul.Product product : matMul.products()) {
          Tensor weight = product.weight();
          long count = weight.shape().elementCount();
          bytes += weight.info().byteSize();
          perToken += outputsOnly ? 0 : count;
          perOutput += outputsOnly ? count : 0;
          types.add(weight.type());
        }
      }
      if (op instanceof ExpertOp.ExpertMatMul matMul) {
        for (ExpertOp.ExpertMatMul.Product product : matMul.products()) {
          Tensor one = product.matrices().getFirst();
          long count = matMul.chosen() * one.shape().elementCount();
          bytes += matMul.chosen() * one.info().byteSize();
          perToken += outputsOnly ? 0 : count;
          perOutput += outputsOnly ? count : 0;
          types.add(one.type());
        }
      }
    }
    return new Work(bytes, perToken, perOutput, types);
  }

  /// Floating-point operations for a prompt of which only the last token's logits are wanted; a
  /// multiplication and the addition after it count as two.
  double operations(int tokens) {
    return 2.0 * ((double) weightsPerToken * tokens + weightsPerOutput);
  }
}
