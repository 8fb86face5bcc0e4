package llamajar.engine.sampling;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import llamajar.text.grammar.TokenMask;
import org.jspecify.annotations.Nullable;

/// Picks the tokens of one text, one after another.
///
/// Tell it every token of the text with [#accept], those of the prompt included; give it the logits
/// of the last position with [#sample]. The order is: logit bias, then the stages in the order of
/// the settings, then a token is drawn. With Mirostat the order is always logit bias, penalties,
/// DRY, temperature, Mirostat; the stages that remove tokens are left out.
///
/// The same settings, seed, history and logits give the same token: random numbers come from
/// SplitMix64, one for each draw and one for each use of XTC.
///
/// One chain serves one text and one thread at a time.
public final class SamplerChain {
  private static final List<SamplerKind> BEFORE_MIROSTAT =
      List.of(SamplerKind.PENALTIES, SamplerKind.DRY, SamplerKind.TEMPERATURE);

  private final SamplerSettings settings;
  private final int vocabularySize;
  private final int contextLength;
  private final DryBreakers breakers;
  private final long seed;
  private final List<SamplerStage> stages;
  private final Draw draw;
  private final TokenHistory history;
  private final SplitMix64 random;
  private @Nullable Candidates candidates;

  private SamplerChain(
      SamplerSettings settings,
      int vocabularySize,
      int contextLength,
      DryBreakers breakers,
      long seed,
      Draw draw,
      TokenHistory history,
      SplitMix64 random) {
    this.settings = settings;
    this.vocabularySize = vocabularySize;
    this.contextLength = contextLength;
    this.breakers = breakers;
    this.seed = seed;
    this.stages = stages(settings, contextLength, breakers);
    this.draw = draw;
    this.history = history;
    this.random = random;
  }

  /// Makes a chain for a new text.
  ///
  /// @param vocabularySize how many logits there are for each position
  /// @param contextLength how many tokens a penalty over "the whole context" looks back
  /// @param breakers what [SamplerSettings#dryBreakers] are in this vocabulary; only used with DRY
  /// @throws IllegalArgumentException if a logit bias names a token outside the vocabulary
  public static SamplerChain of(
      SamplerSettings settings, int vocabularySize, int contextLength, DryBreakers breakers) {
    for (int token : settings.logitBias().keySet()) {
      if (token >= vocabularySize) {
        throw new IllegalArgumentException(
            String.format(
                "logit_bias names token %d: this model has the tokens 0 to %d",
                token, vocabularySize - 1));
      }
    }
    // 32 bits, so that a seed that is printed is easily typed again.
    long seed = settings.seed().orElseGet(() -> ThreadLocalRandom.current().nextLong(1L << 32));
    int remembered =
        Math.max(
            window(settings.repeatLastN(), contextLength),
            settings.dryMultiplier() > 0 ? window(settings.dryLastN(), contextLength) : 0);
    return new SamplerChain(
        settings,
        vocabularySize,
        contextLength,
        breakers,
        seed,
        draw(settings, vocabularySize),
        new TokenHistory(remembered),
        new SplitMix64(seed));
  }

  /// Picks the next token; the text does not have it before [#accept].
  ///
  /// @param logits float32 `[vocabulary]`, aligned to 4 bytes
  /// @throws IllegalStateException if a logit is not a number or plus infinity, or if all are minus
  ///   infinity
  public int sample(MemorySegment logits) {
    return sample(logits, candidates());
  }

  /// As [#sample(MemorySegment)], with memory that chains used by the same thread can share: 8
  /// bytes or more for each token of the vocabulary.
  ///
  /// @throws IllegalArgumentException if the workspace is for another size of vocabulary
  public int sample(MemorySegment logits, Candidates workspace) {
    checkSize(workspace);
    workspace.load(logits);
    return sampleLoaded(workspace);
  }

  /// As [#sample(MemorySegment)], with some tokens only. The others are removed before all else, so
  /// that every stage works as if the vocabulary had no more.
  ///
  /// @param allowed the tokens that may follow
  /// @throws IllegalStateException also if none is allowed
  public int sample(MemorySegment logits, TokenMask allowed) {
    return sample(logits, allowed, candidates());
  }

  /// As [#sample(MemorySegment, TokenMask)], with memory that chains can share.
  ///
  /// @throws IllegalArgumentException if the workspace is for another size of vocabulary
  public int sample(MemorySegment logits, TokenMask allowed, Candidates workspace) {
    checkSize(workspace);
    workspace.load(logits, allowed);
    return sampleLoaded(workspace);
  }

  private void checkSize(Candidates workspace) {
    if (workspace.vocabularySize() != vocabularySize) {
      throw new IllegalArgumentException(
          String.format(
              "the workspace is for %d tokens, the chain for %d",
              workspace.vocabularySize(), vocabularySize));
    }
  }

  /// Picks the next token from `logits[i]` for each token `i`; see [#sample(MemorySegment)].
  public int sample(float[] logits) {
    Candidates workspace = candidates();
    workspace.load(logits);
    return sampleLoaded(workspace);
  }

  private int sampleLoaded(Candidates workspace) {
    for (SamplerStage stage : stages) {
      stage.apply(workspace, history, random);
    }
    return draw.draw(workspace, random);
  }

  /// What the last token was drawn from, if the chain used its own memory.
  public Candidates candidates() {
    Candidates present = candidates;
    if (present == null) {
      present = new Candidates(vocabularySize);
      candidates = present;
    }
    return present;
  }

  /// Adds a token to the text: of the prompt, or one that was picked.
  ///
  /// @throws IllegalArgumentException if it isn't in the vocabulary
  public void accept(int token) {
    if (token < 0 || token >= vocabularySize) {
      throw new IllegalArgumentException(
          String.format(
              "token %d is not in the vocabulary: it has the tokens 0 to %d",
              token, vocabularySize - 1));
    }
    history.accept(token);
  }

  /// Starts over: no text, and the random numbers from the seed again.
  public void reset() {
    history.clear();
    draw.reset();
    random.seed(seed);
  }

  /// Checks a token that was found to have the largest logit.
  ///
  /// @param best -1: there is none
  /// @throws IllegalStateException if there is none, as [#sample(MemorySegment)] would
  public static int checkBest(int best) {
    if (best < 0) {
      throw new IllegalStateException(
          "logits contain what is no number, or nothing else than minus infinity: the model computed"
              + " nonsense; check the model file, then try another backend");
    }
    return best;
  }

  /// Whether it always picks the token with the largest logit, the first of equals, whatever the
  /// text and by whatever chance.
  public boolean isGreedy() {
    return settings.isGreedy();
  }

  /// The seed in use, chosen by chance if the settings have none.
  public long seed() {
    return seed;
  }

  /// The settings it was made from.
  public SamplerSettings settings() {
    return settings;
  }

  /// A second chain in the same state, for a text that branches off here.
  public SamplerChain fork() {
    return new SamplerChain(
        settings,
        vocabularySize,
        contextLength,
        breakers,
        seed,
        draw.copy(),
        history.copy(),
        random.copy());
  }

  private static List<SamplerStage> stages(
      SamplerSettings settings, int contextLength, DryBreakers breakers) {
    List<SamplerStage> stages = new ArrayList<>();
    stages.add(new LogitBias(settings.logitBias()));
    for (SamplerKind kind : settings.mirostat() == 0 ? settings.order() : BEFORE_MIROSTAT) {
      stages.add(stage(kind, settings, contextLength, breakers));
    }
    return List.copyOf(stages);
  }

  private static SamplerStage stage(
      SamplerKind kind, SamplerSettings settings, int contextLength, DryBreakers breakers) {
    int minKeep = settings.minKeep();
    return switch (kind) {
      case PENALTIES ->
          new Penalties(
              window(settings.repeatLastN(), contextLength),
              settings.repeatPenalty(),
              settings.frequencyPenalty(),
              settings.presencePenalty());
      case DRY ->
          new Dry(
              settings.dryMultiplier(),
              settings.dryBase(),
              settings.dryAllowedLength(),
              window(settings.dryLastN(), contextLength),
              breakers);
      case TOP_N_SIGMA -> new TopNSigma(settings.topNSigma(), minKeep);
      case TOP_K -> new TopK(settings.topK(), minKeep);
      case TYPICAL_P -> new Typical(settings.typicalP(), minKeep);
      case TOP_P -> new TopP(settings.topP(), minKeep);
      case MIN_P -> new MinP(settings.minP(), minKeep);
      case XTC -> new Xtc(settings.xtcProbability(), settings.xtcThreshold(), minKeep);
      case TEMPERATURE ->
          new Temperature(
              settings.temperature(), settings.dynatempRange(), settings.dynatempExponent());
    };
  }

  private static Draw draw(SamplerSettings settings, int vocabularySize) {
    SurpriseControl control = new SurpriseControl(settings.mirostatTau(), settings.mirostatEta());
    return switch (settings.mirostat()) {
      case 1 -> new MirostatV1(vocabularySize, control);
      case 2 -> new MirostatV2(control);
      default -> new ProportionalDraw();
    };
  }

  private static int window(int lastN, int contextLength) {
    return lastN < 0 ? contextLength : Math.min(lastN, contextLength);
  }
}
