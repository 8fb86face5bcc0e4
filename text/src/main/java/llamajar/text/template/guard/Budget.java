package llamajar.text.template.guard;

/// What one rendering has used of its limits. Not thread-safe.
public final class Budget {
  /// Characters that are worked through in about the time of one step.
  private static final int CHARACTERS_PER_STEP = 32;

  private final RenderLimits limits;
  private long steps;
  private long memory;
  private int depth;

  /// Nothing used yet.
  public Budget(RenderLimits limits) {
    this.limits = limits;
  }

  /// The limits.
  public RenderLimits limits() {
    return limits;
  }

  /// One more step.
  public void step() {
    steps(1);
  }

  /// Some more steps.
  public void steps(long count) {
    steps += count;
    if (steps > limits.steps()) {
      throw TemplateException.limit(
          "the template takes more than %d steps".formatted(limits.steps()));
    }
  }

  /// A pass over so many characters.
  public void scan(long characters) {
    steps(1 + characters / CHARACTERS_PER_STEP);
  }

  /// Something of so many characters or elements is about to be made.
  public void allocate(long size) {
    memory += size;
    if (size < 0 || memory > limits.memory()) {
      throw TemplateException.limit(
          "the template makes more than %d characters and elements".formatted(limits.memory()));
    }
    steps(size / CHARACTERS_PER_STEP);
  }

  /// An evaluation inside another begins; [#leave] ends it.
  public void enter() {
    steps(1);
    depth++;
    if (depth > limits.depth()) {
      throw TemplateException.limit("more than %d levels of nesting".formatted(limits.depth()));
    }
  }

  /// The innermost evaluation has ended.
  public void leave() {
    depth--;
  }
}
