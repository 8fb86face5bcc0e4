package llamajar.engine.synth;

/// What a weight matrix is for; quantizers choose its type by that.
public enum MatrixRole {
  /// One row per token; what the model starts from.
  TOKEN_EMBEDDING("token_embd"),
  /// Hidden state to logits. An embedding that is used for this too counts as this.
  OUTPUT("output"),
  /// Hidden state to queries.
  ATTENTION_QUERY("attn_q"),
  /// Hidden state to keys.
  ATTENTION_KEY("attn_k"),
  /// Hidden state to values.
  ATTENTION_VALUE("attn_v"),
  /// What the heads found to hidden state.
  ATTENTION_OUTPUT("attn_output"),
  /// Hidden state to the activated half of the feed-forward layer.
  FEED_FORWARD_GATE("ffn_gate"),
  /// Hidden state to the other half.
  FEED_FORWARD_UP("ffn_up"),
  /// Feed-forward layer to hidden state.
  FEED_FORWARD_DOWN("ffn_down");

  private final String stem;

  MatrixRole(String stem) {
    this.stem = stem;
  }

  /// The tensor's name without layer and suffix.
  public String stem() {
    return stem;
  }
}
