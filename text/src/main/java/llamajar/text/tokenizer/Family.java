package llamajar.text.tokenizer;

/// The kinds of tokenizers, by the names that model files use (`tokenizer.ggml.model`).
enum Family {
  SPM,
  BPE,
  WPM,
  UGM,
  OTHER;

  static Family of(String model) {
    return switch (model) {
      case "llama" -> SPM;
      case "gpt2", "gemma4", "whitespace" -> BPE;
      case "bert" -> WPM;
      case "t5" -> UGM;
      default -> OTHER;
    };
  }
}
