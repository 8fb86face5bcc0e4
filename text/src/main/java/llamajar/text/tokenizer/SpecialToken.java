package llamajar.text.tokenizer;

/// The roles that a vocabulary can give to one of its tokens.
public enum SpecialToken {
  /// Beginning of a sequence (BERT: `[CLS]`).
  BOS,
  /// End of a sequence.
  EOS,
  /// End of a turn in a conversation.
  EOT,
  /// End of a message that a tool will answer.
  EOM,
  /// Stands for text that has no token.
  UNKNOWN,
  /// Between two texts.
  SEPARATOR,
  /// Fills up a batch.
  PADDING,
  /// A place to guess.
  MASK,
  /// Fill in the middle: before the text on the left.
  FIM_PREFIX,
  /// Fill in the middle: before the text on the right.
  FIM_SUFFIX,
  /// Fill in the middle: before the text to write.
  FIM_MIDDLE,
  /// Fill in the middle: padding.
  FIM_PAD,
  /// Fill in the middle: before a repository's name.
  FIM_REPOSITORY,
  /// Fill in the middle: between files.
  FIM_SEPARATOR
}
