package llamajar.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import llamajar.compute.Value.Rows;
import llamajar.gguf.GgufFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RewritesTest {
  @TempDir Path folder;
  private GgufFile file;

  @BeforeEach
  void open() throws Exception {
    file = Programs.file(folder);
  }

  @AfterEach
  void close() {
    file.close();
  }

  @Test
  void afterTheLastAttentionOnlyWantedRowsAreComputed() {
    Program program = EarlySelection.apply(Programs.twoLayers(file));
    List<Op> ops = program.ops();
    int attention =
        ops.lastIndexOf(ops.stream().filter(Op.Attention.class::isInstance).toList().getLast());
    assertThat(ops.subList(attention + 1, ops.size()))
        .allSatisfy(op -> assertThat(op.outputs()).allMatch(out -> out.rows() == Rows.OUTPUTS));
    assertThat(ops.subList(0, attention + 1))
        .allSatisfy(op -> assertThat(op.outputs()).allMatch(out -> out.rows() == Rows.TOKENS));
    // The attention's result and the residual.
    assertThat(ops).filteredOn(Op.SelectOutputs.class::isInstance).hasSize(2);
    assertThat(program.logits().rows()).isEqualTo(Rows.OUTPUTS);
  }

  @Test
  void selectionKeepsEveryOtherOp() {
    Program before = Programs.twoLayers(file);
    Program after = EarlySelection.apply(before);
    assertThat(after.ops()).hasSize(before.ops().size() + 1);
    assertThat(weightNames(after)).containsExactlyInAnyOrderElementsOf(weightNames(before));
  }

  @Test
  void productsOfOneInputAreGrouped() {
    Program program = ProductGrouping.apply(Programs.twoLayers(file));
    assertThat(program.ops())
        .filteredOn(Op.MatMul.class::isInstance)
        .extracting(op -> ((Op.MatMul) op).products().size())
        .containsExactly(3, 1, 2, 1, 3, 1, 2, 1, 1);
  }

  @Test
  void aValueReadBeforeItIsWrittenIsRefused() {
    Value ghost = new Value(9, 64, Rows.TOKENS);
    Op add = new ElementOp.Add(ghost, ghost, new Value(1, 64, Rows.TOKENS));
    assertThatThrownBy(() -> new Program(List.of(add), List.of(), ghost))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("before it is written");
  }

  @Test
  void aValueWrittenTwiceIsRefused() {
    Value value = new Value(0, 64, Rows.TOKENS);
    Op embed = new Op.Embed(Programs.tensor(file, "token_embd.weight"), value);
    assertThatThrownBy(() -> new Program(List.of(embed, embed), List.of(), value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("written twice");
  }

  @Test
  void aMatrixThatDoesNotFitItsInputIsNamed() {
    ProgramBuilder p = new ProgramBuilder();
    Value x = p.embed(Programs.tensor(file, "token_embd.weight"));
    assertThatThrownBy(() -> p.matMul(x, Programs.tensor(file, "blk.0.ffn_down.weight"), 1, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "blk.0.ffn_down.weight has the shape [96, 64]; the model needs rows of 64");
  }

  private static List<String> weightNames(Program program) {
    return program.ops().stream()
        .flatMap(op -> op.weights().stream())
        .map(tensor -> tensor.name())
        .toList();
  }
}
