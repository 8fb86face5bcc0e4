package llamajar.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import llamajar.engine.architecture.Architectures;
import llamajar.engine.source.ModelSource;
import llamajar.gguf.GgufFile;
import llamajar.testkit.TinyFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkTest {
  @TempDir Path folder;

  @Test
  void ofExpertsOnlyThoseThatATokenUsesCount() throws Exception {
    Path path =
        new TinyFile("qwen3moe")
            .size("block_count", 1)
            .size("embedding_length", 64)
            .size("attention.head_count", 4)
            .number("attention.layer_norm_rms_epsilon", 1e-5f)
            .size("expert_count", 8)
            .size("expert_used_count", 2)
            .matrix("token_embd", 64, TinyFile.VOCABULARY)
            .norm("blk.0.attn_norm", 64)
            .matrix("blk.0.attn_q", 64, 64)
            .matrix("blk.0.attn_k", 64, 64)
            .matrix("blk.0.attn_v", 64, 64)
            .matrix("blk.0.attn_output", 64, 64)
            .norm("blk.0.ffn_norm", 64)
            .matrix("blk.0.ffn_gate_inp", 64, 8)
            .stack("blk.0.ffn_gate_exps", 64, 32, 8)
            .stack("blk.0.ffn_up_exps", 64, 32, 8)
            .stack("blk.0.ffn_down_exps", 32, 64, 8)
            .norm("output_norm", 64)
            .write(folder.resolve("tiny.gguf"));
    try (GgufFile file = GgufFile.open(path)) {
      ModelSource source = new ModelSource(file);
      Work work = Work.of(Architectures.of(source).program(source));

      int weights = 4 * 64 * 64 + 64 * 8 + 2 * 3 * 64 * 32;
      int output = 64 * TinyFile.VOCABULARY;
      assertThat(work.weightsPerToken()).isEqualTo(weights);
      assertThat(work.weightsPerOutput()).isEqualTo(output);
      assertThat(work.weightBytes()).isEqualTo(4L * (weights + output));
    }
  }
}
