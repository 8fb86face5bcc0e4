package llamajar.compute;

/// A function of one number.
public enum Activation {
  /// `x · σ(x)`, with σ the logistic function.
  SILU,
  /// `x / 2 · (1 + tanh(√(2/π) · (x + 0.044715 · x³)))`.
  GELU,
  /// `σ(x) = 1 / (1 + e^−x)`.
  SIGMOID,
  /// `tanh(x)`.
  TANH
}
