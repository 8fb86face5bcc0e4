package llamajar.text.tokenizer;

/// Turns ordinary text, in which no special tokens are left, into ids.
interface FragmentEncoder {
  /// Appends the ids of `text[from, to)`, which is valid UTF-8 and not empty.
  void encode(byte[] text, int from, int to, IntList ids);

  /// What a token of ordinary text prints.
  ///
  /// @param id a token of type normal
  byte[] piece(int id);
}
