package llamajar.engine;

import java.io.IOException;
import java.nio.file.Path;
import llamajar.testkit.TinyFile;

/// Makes very small models with layers of the gated delta rule and of attention.
final class TinyHybrid {
  static final int WIDTH = 48;
  static final int KEY_HEADS = 2;
  static final int VALUE_HEADS = 4;
  static final int STATE = 16;
  static final int HEADS = 3;
  static final int HEAD_LENGTH = 16;
  static final int TURNED = 8;

  private TinyHybrid() {}

  /// Two layers of the delta rule and one of attention; `qwen3next` has fused matrices.
  static Path write(String architecture, Path path) throws IOException {
    boolean fused = architecture.equals("qwen3next");
    TinyFile file = new TinyFile(architecture);
    file.size("context_length", 512)
        .size("block_count", 4)
        .size("nextn_predict_layers", 1)
        .size("full_attention_interval", 3)
        .size("embedding_length", WIDTH)
        .size("attention.head_count", HEADS)
        .size("attention.head_count_kv", 1)
        .size("attention.key_length", HEAD_LENGTH)
        .size("attention.value_length", HEAD_LENGTH)
        .number("attention.layer_norm_rms_epsilon", 1e-6f)
        .number("rope.freq_base", 10000)
        .size("rope.dimension_count", TURNED)
        .size("ssm.conv_kernel", 4)
        .size("ssm.state_size", STATE)
        .size("ssm.group_count", KEY_HEADS)
        .size("ssm.time_step_rank", VALUE_HEADS)
        .size("ssm.inner_size", VALUE_HEADS * STATE)
        .matrix("token_embd", WIDTH, 300)
        .norm("output_norm", WIDTH);
    int keyWidth = KEY_HEADS * STATE;
    int valueWidth = VALUE_HEADS * STATE;
    for (int layer = 0; layer < 3; layer++) {
      String block = "blk." + layer + ".";
      file.norm(block + "attn_norm", WIDTH)
          .norm(block + "post_attention_norm", WIDTH)
          .matrix(block + "ffn_gate", WIDTH, 64)
          .matrix(block + "ffn_up", WIDTH, 64)
          .matrix(block + "ffn_down", 64, WIDTH);
      if (layer == 2) {
        file.matrix(block + "attn_q", WIDTH, 2 * HEADS * HEAD_LENGTH)
            .matrix(block + "attn_k", WIDTH, HEAD_LENGTH)
            .matrix(block + "attn_v", WIDTH, HEAD_LENGTH)
            .matrix(block + "attn_output", HEADS * HEAD_LENGTH, WIDTH)
            .norm(block + "attn_q_norm", HEAD_LENGTH)
            .norm(block + "attn_k_norm", HEAD_LENGTH);
        continue;
      }
      if (fused) {
        file.matrix(block + "ssm_in", WIDTH, 2 * keyWidth + 2 * valueWidth)
            .matrix(block + "ssm_ba", WIDTH, 2 * VALUE_HEADS);
      } else {
        file.matrix(block + "attn_qkv", WIDTH, 2 * keyWidth + valueWidth)
            .matrix(block + "attn_gate", WIDTH, valueWidth)
            .matrix(block + "ssm_beta", WIDTH, VALUE_HEADS)
            .matrix(block + "ssm_alpha", WIDTH, VALUE_HEADS);
      }
      file.matrix(block + "ssm_conv1d", 4, 2 * keyWidth + valueWidth)
          .vector(block + "ssm_dt.bias", VALUE_HEADS, -1, 1)
          .vector(block + "ssm_a", VALUE_HEADS, -1, -0.1)
          .norm(block + "ssm_norm", STATE)
          .matrix(block + "ssm_out", valueWidth, WIDTH);
    }
    return file.write(path);
  }
}
