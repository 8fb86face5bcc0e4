package llamajar.text.answer;

/// What a model puts around its thoughts.
///
/// @param open before them
/// @param close after them
public record ReasoningTags(String open, String close) {
  /// Of a model that does not think aloud, or does so in channels.
  public static final ReasoningTags NONE = new ReasoningTags("", "");

  /// Whether there are any.
  public boolean present() {
    return !open.isEmpty();
  }

  static ReasoningTags of(String template) {
    if (template.contains("<|channel|>")) {
      return NONE;
    }
    if (template.contains("<seed:think>")) {
      return new ReasoningTags("<seed:think>", "</seed:think>");
    }
    if (template.contains("[THINK]")) {
      return new ReasoningTags("[THINK]", "[/THINK]");
    }
    if (template.contains("<|START_THINKING|>")) {
      return new ReasoningTags("<|START_THINKING|>", "<|END_THINKING|>");
    }
    boolean thinks = template.contains("<think>") || template.contains("</think>");
    return thinks ? new ReasoningTags("<think>", "</think>") : NONE;
  }
}
