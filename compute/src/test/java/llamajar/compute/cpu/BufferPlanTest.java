package llamajar.compute.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import llamajar.compute.EarlySelection;
import llamajar.compute.Op;
import llamajar.compute.ProductGrouping;
import llamajar.compute.Program;
import llamajar.compute.Programs;
import llamajar.compute.Value;
import llamajar.gguf.GgufFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BufferPlanTest {
  @TempDir Path folder;

  @Test
  void everyOpFindsItsInputsWhereTheyWereLeft() throws Exception {
    try (GgufFile file = Programs.file(folder)) {
      Program program = ProductGrouping.apply(EarlySelection.apply(Programs.twoLayers(file)));
      BufferPlan plan = BufferPlan.of(program);
      Map<Integer, Value> contents = new HashMap<>();
      for (Op op : program.ops()) {
        for (Value in : op.inputs()) {
          assertThat(contents.get(plan.bufferOf().get(in.id()))).isEqualTo(in);
        }
        for (Value out : op.outputs()) {
          int buffer = plan.bufferOf().get(out.id());
          assertThat(plan.buffers().get(buffer))
              .isEqualTo(new BufferPlan.Shape(out.width(), out.rows()));
          contents.put(buffer, out);
        }
      }
      assertThat(contents.get(plan.bufferOf().get(program.logits().id())))
          .isEqualTo(program.logits());
    }
  }

  @Test
  void aProductNeverWritesOverItsInput() throws Exception {
    try (GgufFile file = Programs.file(folder)) {
      Program program = ProductGrouping.apply(Programs.twoLayers(file));
      BufferPlan plan = BufferPlan.of(program);
      for (Op op : program.ops()) {
        if (op instanceof Op.MatMul matMul) {
          int in = plan.bufferOf().get(matMul.in().id());
          assertThat(matMul.outputs()).noneMatch(out -> plan.bufferOf().get(out.id()) == in);
        }
      }
    }
  }

  @Test
  void layersShareBuffers() throws Exception {
    try (GgufFile file = Programs.file(folder)) {
      Program program = Programs.twoLayers(file);
      assertThat(BufferPlan.of(program).buffers()).hasSizeLessThan(program.valueCount() / 2);
    }
  }
}
