package llamajar.text.tokenizer;

import llamajar.text.tokenizer.PreTokenizer.Habit;

/// Puts the steps together that are common to all kinds of tokenizers.
final class VocabularyTokenizer implements Tokenizer {
  private static final byte[] NOTHING = {};

  private final Vocabulary vocabulary;
  private final FragmentEncoder encoder;
  private final SpecialSplitter splitter;
  private final boolean dropsFirstSpace;
  private final boolean cleansSpaces;

  private VocabularyTokenizer(
      Vocabulary vocabulary, FragmentEncoder encoder, boolean cleansSpaces) {
    this.vocabulary = vocabulary;
    this.encoder = encoder;
    this.splitter = new SpecialSplitter(vocabulary);
    this.dropsFirstSpace = vocabulary.is(VocabularyFlag.ADD_SPACE_PREFIX);
    this.cleansSpaces = cleansSpaces;
  }

  static Tokenizer of(Vocabulary vocabulary) {
    Family family = Family.of(vocabulary.model());
    if (family != Family.OTHER && vocabulary.size() == 0) {
      throw new VocabularyException(
          "the vocabulary has no tokens; the model was converted without it");
    }
    return switch (family) {
      case SPM -> new VocabularyTokenizer(vocabulary, new SpmEncoder(vocabulary), false);
      case BPE -> bpe(vocabulary);
      case WPM -> new VocabularyTokenizer(vocabulary, new WpmEncoder(vocabulary), true);
      case UGM -> new VocabularyTokenizer(vocabulary, new UgmEncoder(vocabulary), false);
      case OTHER ->
          throw new VocabularyException(
              "tokenizer %s is not supported; supported are llama, gpt2, gemma4, bert and t5"
                  .formatted(Printable.quote(vocabulary.model())));
    };
  }

  private static Tokenizer bpe(Vocabulary vocabulary) {
    PreTokenizer rule =
        PreTokenizers.named(vocabulary.preTokenizer())
            .orElseThrow(() ->
                new VocabularyException(
                    "pre-tokenizer %s is not known; known are %s"
                        .formatted(
                            Printable.quote(vocabulary.preTokenizer()),
                            String.join(", ", PreTokenizers.names()))));
    if (vocabulary.merges().size() == 0 && !rule.has(Habit.NEEDS_NO_MERGES)) {
      throw new VocabularyException(
          "the vocabulary has no merges (tokenizer.ggml.merges); convert the model again");
    }
    return new VocabularyTokenizer(
        vocabulary, new BpeEncoder(vocabulary, rule), !rule.has(Habit.KEEPS_SPACES));
  }

  @Override
  public int[] encode(String text, boolean addSpecial, boolean parseSpecial) {
    byte[] utf8 = Utf8.encode(text);
    IntList ids = new IntList(utf8.length / 3);
    if (addSpecial && vocabulary.is(VocabularyFlag.ADD_BOS)) {
      add(SpecialToken.BOS, ids);
    }
    splitter.split(
        utf8,
        parseSpecial,
        new SpecialSplitter.Parts() {
          @Override
          public void text(int from, int to) {
            encoder.encode(utf8, from, to, ids);
          }

          @Override
          public void token(int id) {
            ids.add(id);
          }
        });
    if (addSpecial && Family.of(vocabulary.model()) == Family.WPM) {
      add(SpecialToken.SEPARATOR, ids);
    } else if (addSpecial && vocabulary.is(VocabularyFlag.ADD_EOS)) {
      add(SpecialToken.EOS, ids);
    }
    return ids.toArray();
  }

  private void add(SpecialToken role, IntList ids) {
    vocabulary.special(role).ifPresent(ids::add);
  }

  @Override
  public byte[] piece(int id, boolean renderSpecial) {
    if (id < 0 || id >= vocabulary.size()) {
      return NOTHING;
    }
    if (vocabulary.isControl(id)) {
      return renderSpecial ? vocabulary.spelling(id) : NOTHING;
    }
    return switch (vocabulary.type(id)) {
      case USER_DEFINED -> vocabulary.spelling(id);
      case NORMAL -> encoder.piece(id);
      case BYTE -> bytePiece(vocabulary.spelling(id));
      case UNDEFINED, UNKNOWN, CONTROL, UNUSED -> NOTHING;
    };
  }

  private static byte[] bytePiece(byte[] spelling) {
    int value = ByteTokens.value(spelling);
    return value < 0 ? spelling : new byte[] {(byte) value};
  }

  @Override
  public byte[] decodeBytes(int[] ids, boolean renderSpecial) {
    Detokenizer detokenizer = new Detokenizer(dropsFirstSpace);
    for (int id : ids) {
      detokenizer.add(piece(id, renderSpecial));
    }
    return cleansSpaces ? detokenizer.cleaned() : detokenizer.plain();
  }

  @Override
  public boolean isEndOfGeneration(int id) {
    return id >= 0 && id < vocabulary.size() && vocabulary.endsGeneration(id);
  }

  @Override
  public int[] endOfGenerationIds() {
    return vocabulary.endOfGenerationIds();
  }

  @Override
  public Vocabulary vocabulary() {
    return vocabulary;
  }
}
