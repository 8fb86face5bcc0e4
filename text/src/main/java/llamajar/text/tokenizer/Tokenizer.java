package llamajar.text.tokenizer;

import llamajar.text.Utf8Stream;

/// Text to token ids and back, for one vocabulary. Safe for use by several threads.
public interface Tokenizer {

  /// The ids of a text.
  ///
  /// @param text any string; unpaired surrogates count as U+FFFD
  /// @param addSpecial whether to put the tokens around it that the vocabulary asks for (BOS, EOS,
  ///   for BERT `[CLS]` and `[SEP]`)
  /// @param parseSpecial whether the spelling of a control token in the text becomes that token;
  ///   else it is ordinary text (user-defined tokens are recognised anyhow)
  int[] encode(String text, boolean addSpecial, boolean parseSpecial);

  /// The bytes that a token prints, which need not be whole characters: feed them to a
  /// [Utf8Stream]. The pieces of a sequence, back to back, are its text.
  ///
  /// An id beyond the vocabulary prints nothing: many models have more rows than tokens.
  ///
  /// @param renderSpecial whether control tokens print their spelling instead of nothing
  byte[] piece(int id, boolean renderSpecial);

  /// The bytes of a whole sequence with the vocabulary's clean-up: the space that encoding put in
  /// front is dropped, and for some vocabularies spaces before punctuation are.
  byte[] decodeBytes(int[] ids, boolean renderSpecial);

  /// [#decodeBytes] as text; what is no valid UTF-8 becomes U+FFFD.
  default String decode(int[] ids, boolean renderSpecial) {
    Utf8Stream stream = new Utf8Stream();
    return stream.accept(decodeBytes(ids, renderSpecial)) + stream.flush();
  }

  /// Whether a model that makes this token has finished.
  boolean isEndOfGeneration(int id);

  /// All ids for which [#isEndOfGeneration] holds, ascending.
  int[] endOfGenerationIds();

  /// What this tokenizer was made from.
  Vocabulary vocabulary();

  /// Makes the tokenizer of a vocabulary.
  ///
  /// @throws VocabularyException if its kind or its pre-tokenizer is not known, or if it lacks what
  ///   its kind needs
  static Tokenizer of(Vocabulary vocabulary) {
    return VocabularyTokenizer.of(vocabulary);
  }
}
