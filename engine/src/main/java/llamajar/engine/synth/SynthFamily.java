package llamajar.engine.synth;

import java.util.EnumSet;
import java.util.Set;

/// What sets a family of models apart from plain Llama.
///
/// @param architecture the value of `general.architecture`
/// @param traits the tensors it has besides, or instead
/// @param experts feed-forward layers of which each token uses a few; 0: one that all use
/// @param expertsUsed how many a token uses
/// @param expertLength floats between the matrices of one expert
/// @param window positions that blocks with a window see; 0: no windows
public record SynthFamily(
    String architecture,
    Set<Trait> traits,
    int experts,
    int expertsUsed,
    int expertLength,
    int window) {

  /// Tensors that only some families have.
  public enum Trait {
    /// Norms of each head of queries and keys.
    HEAD_NORMS,
    /// Norms behind attention and behind the feed-forward layer.
    POST_NORMS,
    /// Queries, keys and values in one matrix; gate and up in another.
    FUSED,
    /// Biases of queries, keys and values.
    ATTENTION_BIASES,
    /// Biases of all other matrices.
    OTHER_BIASES,
    /// A sink for each head; the norm before the feed-forward layer is named after attention.
    SINKS
  }

  static final SynthFamily LLAMA = of("llama");
  static final SynthFamily QWEN2 = of("qwen2", Trait.ATTENTION_BIASES);
  static final SynthFamily QWEN3 = of("qwen3", Trait.HEAD_NORMS);
  static final SynthFamily QWEN3_MOE = of("qwen3moe", Trait.HEAD_NORMS);
  static final SynthFamily GEMMA3 = of("gemma3", Trait.HEAD_NORMS, Trait.POST_NORMS);
  static final SynthFamily PHI3 = of("phi3", Trait.FUSED);
  static final SynthFamily GPT_OSS =
      of("gpt-oss", Trait.ATTENTION_BIASES, Trait.OTHER_BIASES, Trait.SINKS);

  /// Copies the set.
  public SynthFamily {
    traits = Set.copyOf(traits);
  }

  private static SynthFamily of(String architecture, Trait... traits) {
    Set<Trait> all = EnumSet.noneOf(Trait.class);
    for (Trait trait : traits) {
      all.add(trait);
    }
    return new SynthFamily(architecture, all, 0, 0, 0, 0);
  }

  boolean has(Trait trait) {
    return traits.contains(trait);
  }

  SynthFamily withExperts(int count, int used, int length) {
    return new SynthFamily(architecture, traits, count, used, length, window);
  }

  SynthFamily withWindow(int positions) {
    return new SynthFamily(architecture, traits, experts, expertsUsed, expertLength, positions);
  }
}
