package llamajar.testkit;

/// Encoders of two layers with random weights, for embeddings and ranking.
public final class TinyEncoder {
  /// Length of an embedding.
  public static final int WIDTH = 64;

  /// Attention heads.
  public static final int HEADS = 4;

  private TinyEncoder() {}

  /// Such a file, with a byte-pair vocabulary.
  ///
  /// @param architecture `bert`, which also has a head for ranking, or `nomic-bert`
  public static TinyFile file(String architecture, int contextLength) {
    boolean bert = architecture.equals("bert");
    TinyFile file = new TinyFile(architecture);
    file.size("context_length", contextLength)
        .size("block_count", 2)
        .size("embedding_length", WIDTH)
        .size("attention.head_count", HEADS)
        .number("attention.layer_norm_epsilon", 1e-6f)
        .number("rope.freq_base", 1000)
        .matrix("token_embd", WIDTH, 300)
        .matrix("token_types", WIDTH, 2);
    norm(file, "token_embd_norm");
    if (bert) {
      file.matrix("position_embd", WIDTH, contextLength);
      linear(file, "cls", WIDTH, WIDTH, true);
      linear(file, "cls.output", WIDTH, 1, true);
    }
    for (int layer = 0; layer < 2; layer++) {
      String block = "blk." + layer + ".";
      if (bert) {
        linear(file, block + "attn_q", WIDTH, WIDTH, true);
        linear(file, block + "attn_k", WIDTH, WIDTH, true);
        linear(file, block + "attn_v", WIDTH, WIDTH, true);
      } else {
        linear(file, block + "attn_qkv", WIDTH, 3 * WIDTH, false);
        linear(file, block + "ffn_gate", WIDTH, 96, false);
      }
      linear(file, block + "attn_output", WIDTH, WIDTH, bert);
      norm(file, block + "attn_output_norm");
      linear(file, block + "ffn_up", WIDTH, 96, bert);
      linear(file, block + "ffn_down", 96, WIDTH, bert);
      norm(file, block + "layer_output_norm");
    }
    return file;
  }

  private static void linear(TinyFile file, String name, int in, int out, boolean biased) {
    file.matrix(name, in, out);
    if (biased) {
      file.vector(name + ".bias", out, -0.3, 0.3);
    }
  }

  private static void norm(TinyFile file, String name) {
    file.norm(name, WIDTH).vector(name + ".bias", WIDTH, -0.3, 0.3);
  }
}
