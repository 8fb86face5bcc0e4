package llamajar.text.tokenizer;

/// The switches of a vocabulary. One that a file does not set has the value that is usual for the
/// vocabulary's family (and, for BPE, for its pre-tokenizer).
public enum VocabularyFlag {
  /// Put the BOS token in front.
  ADD_BOS,
  /// Put the EOS token at the end.
  ADD_EOS,
  /// Put the separator between two texts.
  ADD_SEPARATOR,
  /// Treat text as if it began with a space (SPM, UGM).
  ADD_SPACE_PREFIX,
  /// Join several spaces, drop them at both ends (UGM).
  REMOVE_EXTRA_WHITESPACES,
  /// Spaces belong to the word before them (UGM).
  TREAT_WHITESPACE_AS_SUFFIX,
  /// Fold upper case into lower case (WPM).
  LOWER_CASE,
  /// Drop accents and other marks (WPM).
  STRIP_ACCENTS
}
