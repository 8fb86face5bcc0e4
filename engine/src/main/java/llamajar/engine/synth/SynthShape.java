package llamajar.engine.synth;

import java.util.List;

/// The sizes of a model. Names are those of the GGUF keys.
///
/// Take a published one from [#named(String)] and change single sizes; [#check()] tells whether
/// they fit together.
///
/// @param name what the model calls itself
/// @param layers transformer blocks
/// @param embeddingLength floats in the hidden state of one token
/// @param feedForwardLength floats between the feed-forward matrices
/// @param heads query heads
/// @param headsKv key and value heads; divides `heads`
/// @param headLength floats of one head; even
/// @param vocabularySize tokens
/// @param contextLength positions the model claims to be made for
/// @param ropeBase base of the rotary frequencies
/// @param ropeFactor how many times Llama 3 stretches its slow rotary frequencies, or 1
/// @param tiedEmbeddings whether the embedding is the output matrix too
/// @param rmsEpsilon what the norms add to the mean square
/// @param family its architecture, and what it has besides
public record SynthShape(
    String name,
    int layers,
    int embeddingLength,
    int feedForwardLength,
    int heads,
    int headsKv,
    int headLength,
    int vocabularySize,
    int contextLength,
    float ropeBase,
    float ropeFactor,
    boolean tiedEmbeddings,
    float rmsEpsilon,
    SynthFamily family) {

  private static final int MOST_LAYERS = 10_000;
  private static final int LONGEST = 1 << 20;
  private static final int MOST_TOKENS = 1 << 22;

  private static final List<SynthShape> KNOWN = KnownShapes.all();

  /// The sizes of a model of the `llama` architecture.
  public SynthShape(
      String name,
      int layers,
      int embeddingLength,
      int feedForwardLength,
      int heads,
      int headsKv,
      int headLength,
      int vocabularySize,
      int contextLength,
      float ropeBase,
      float ropeFactor,
      boolean tiedEmbeddings,
      float rmsEpsilon) {
    this(
        name,
        layers,
        embeddingLength,
        feedForwardLength,
        heads,
        headsKv,
        headLength,
        vocabularySize,
        contextLength,
        ropeBase,
        ropeFactor,
        tiedEmbeddings,
        rmsEpsilon,
        SynthFamily.LLAMA);
  }

  /// The shapes that have names: those of models that people run, and a 1.1B model with a small
  /// vocabulary, on which engines have been compared.
  public static List<SynthShape> known() {
    return KNOWN;
  }

  /// The shape with this name.
  ///
  /// @throws SynthException if there is none; names the known ones
  public static SynthShape named(String name) throws SynthException {
    for (SynthShape shape : KNOWN) {
      if (shape.name.equalsIgnoreCase(name)) {
        return shape;
      }
    }
    List<String> names = KNOWN.stream().map(SynthShape::name).toList();
    throw new SynthException(
        "no model shape is called '%s'; there are %s".formatted(name, String.join(", ", names)));
  }

  /// This shape, called otherwise.
  public SynthShape withName(String value) {
    return copy(value, layers, embeddingLength, feedForwardLength, heads, headsKv, headLength);
  }

  /// This shape with another number of transformer blocks.
  public SynthShape withLayers(int value) {
    return copy(name, value, embeddingLength, feedForwardLength, heads, headsKv, headLength);
  }

  /// This shape with another hidden state.
  public SynthShape withEmbeddingLength(int value) {
    return copy(name, layers, value, feedForwardLength, heads, headsKv, headLength);
  }

  /// This shape with other feed-forward matrices.
  public SynthShape withFeedForwardLength(int value) {
    return copy(name, layers, embeddingLength, value, heads, headsKv, headLength);
  }

  /// This shape with another number of query heads.
  public SynthShape withHeads(int value) {
    return copy(name, layers, embeddingLength, feedForwardLength, value, headsKv, headLength);
  }

  /// This shape with another number of key and value heads.
  public SynthShape withHeadsKv(int value) {
    return copy(name, layers, embeddingLength, feedForwardLength, heads, value, headLength);
  }

  /// This shape with longer or shorter heads.
  public SynthShape withHeadLength(int value) {
    return copy(name, layers, embeddingLength, feedForwardLength, heads, headsKv, value);
  }

  /// This shape with another number of tokens.
  public SynthShape withVocabularySize(int value) {
    return copy(value, contextLength, ropeBase, ropeFactor, tiedEmbeddings, rmsEpsilon);
  }

  /// This shape with another context.
  public SynthShape withContextLength(int value) {
    return copy(vocabularySize, value, ropeBase, ropeFactor, tiedEmbeddings, rmsEpsilon);
  }

  /// This shape with another base of the rotary frequencies.
  public SynthShape withRopeBase(float value) {
    return copy(vocabularySize, contextLength, value, ropeFactor, tiedEmbeddings, rmsEpsilon);
  }

  /// This shape with slow rotary frequencies stretched otherwise; 1 for not at all.
  public SynthShape withRopeFactor(float value) {
    return copy(vocabularySize, contextLength, ropeBase, value, tiedEmbeddings, rmsEpsilon);
  }

  /// This shape with or without an output matrix of its own.
  public SynthShape withTiedEmbeddings(boolean value) {
    return copy(vocabularySize, contextLength, ropeBase, ropeFactor, value, rmsEpsilon);
  }

  /// This shape with another epsilon in its norms.
  public SynthShape withRmsEpsilon(float value) {
    return copy(vocabularySize, contextLength, ropeBase, ropeFactor, tiedEmbeddings, value);
  }

  /// This shape in another family.
  public SynthShape withFamily(SynthFamily value) {
    return new SynthShape(
        name,
        layers,
        embeddingLength,
        feedForwardLength,
        heads,
        headsKv,
        headLength,
        vocabularySize,
        contextLength,
        ropeBase,
        ropeFactor,
        tiedEmbeddings,
        rmsEpsilon,
        value);
  }

  private SynthShape copy(
      String newName, int l, int embedding, int feedForward, int h, int kv, int length) {
    return new SynthShape(
        newName,
        l,
        embedding,
        feedForward,
        h,
        kv,
        length,
        vocabularySize,
        contextLength,
        ropeBase,
        ropeFactor,
        tiedEmbeddings,
        rmsEpsilon,
        family);
  }

  private SynthShape copy(
      int vocabulary, int context, float base, float factor, boolean tied, float epsilon) {
    return new SynthShape(
        name,
        layers,
        embeddingLength,
        feedForwardLength,
        heads,
        headsKv,
        headLength,
        vocabulary,
        context,
        base,
        factor,
        tied,
        epsilon,
        family);
  }

  /// Query heads that share one key-value head.
  public int headsPerKvHead() {
    return heads / headsKv;
  }

  /// Floats in the queries of one token.
  public long queryLength() {
    return (long) heads * headLength;
  }

  /// Floats in the keys, or values, of one token.
  public long keyLength() {
    return (long) headsKv * headLength;
  }

  /// Makes sure that the sizes fit together.
  ///
  /// @throws SynthException if not; names the size and what it may be
  public void check() throws SynthException {
    checkRange("layers", layers, 1, MOST_LAYERS);
    checkRange("embedding length", embeddingLength, 1, LONGEST);
    checkRange("feed-forward length", feedForwardLength, 1, LONGEST);
    checkRange("number of heads", heads, 1, LONGEST);
    checkRange("number of key-value heads", headsKv, 1, heads);
    checkRange("head length", headLength, 2, LONGEST);
    checkRange("vocabulary size", vocabularySize, SynthVocabulary.SMALLEST, MOST_TOKENS);
    checkRange("context length", contextLength, 1, Integer.MAX_VALUE);
    if (heads % headsKv != 0) {
      throw new SynthException(
          "%d heads can't share %d key-value heads evenly: choose a multiple of %d heads"
              .formatted(heads, headsKv, headsKv));
    }
    if (headLength % 2 != 0) {
      throw new SynthException(
          "head length %d: rotary embeddings turn pairs, choose an even length"
              .formatted(headLength));
    }
    if (queryLength() > LONGEST) {
      throw new SynthException(
          "%d heads of %d are %d floats; at most %d are possible"
              .formatted(heads, headLength, queryLength(), LONGEST));
    }
    checkNumber("rope base", ropeBase, 1);
    checkNumber("rope factor", ropeFactor, 1);
    checkNumber("rms epsilon", rmsEpsilon, 0);
  }

  private static void checkRange(String what, int value, int least, int most)
      throws SynthException {
    if (value < least || value > most) {
      throw new SynthException(
          "%s %d: it must be between %d and %d".formatted(what, value, least, most));
    }
  }

  private static void checkNumber(String what, float value, float least) throws SynthException {
    if (!(value >= least && value < Float.POSITIVE_INFINITY)) {
      throw new SynthException(
          "%s %s: it must be a number of at least %s".formatted(what, value, least));
    }
  }
}
