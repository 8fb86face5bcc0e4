package llamajar.compute;

/// The function that a gated feed-forward layer applies to its gate.
public enum Activation {
  /// `x · σ(x)`, with σ the logistic function.
  SILU
}
