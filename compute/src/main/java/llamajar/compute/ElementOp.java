package llamajar.compute;

import java.util.List;
import java.util.function.UnaryOperator;

/// An op that computes each element from the elements at its place.
public sealed interface ElementOp extends Op.OneOutput {

  /// `out = left + right`.
  record Add(Value left, Value right, Value out) implements ElementOp {
    @Override
    public List<Value> inputs() {
      return List.of(left, right);
    }

    @Override
    public Op withValues(UnaryOperator<Value> rename) {
      return new Add(rename.apply(left), rename.apply(right), rename.apply(out));
    }
  }

  /// `out = activation(gate) · up`.
  record Gate(Activation activation, Value gate, Value up, Value out) implements ElementOp {
    @Override
    public List<Value> inputs() {
      return List.of(gate, up);
    }

    @Override
    public Op withValues(UnaryOperator<Value> rename) {
      return new Gate(activation, rename.apply(gate), rename.apply(up), rename.apply(out));
    }
  }

  /// `out = g · σ(alpha · g) · (u + 1)` with `g = min(gate, limit)` and `u` the up value between
  /// `−limit` and `limit`.
  record ClampedGate(Value gate, Value up, float alpha, float limit, Value out)
      implements ElementOp {
    @Override
    public List<Value> inputs() {
      return List.of(gate, up);
    }

    @Override
    public Op withValues(UnaryOperator<Value> rename) {
      return new ClampedGate(rename.apply(gate), rename.apply(up), alpha, limit, rename.apply(out));
    }
  }

  /// `out = activation(in)`.
  record Activate(Activation activation, Value in, Value out) implements ElementOp, Op.OneInput {
    @Override
    public Op withValues(UnaryOperator<Value> rename) {
      return new Activate(activation, rename.apply(in), rename.apply(out));
    }
  }

  /// `out = factor · in`.
  record Scale(Value in, float factor, Value out) implements ElementOp, Op.OneInput {
    @Override
    public Op withValues(UnaryOperator<Value> rename) {
      return new Scale(rename.apply(in), factor, rename.apply(out));
    }
  }

  /// `out = cap · tanh(in / cap)`.
  record SoftCap(Value in, float cap, Value out) implements ElementOp, Op.OneInput {
    @Override
    public Op withValues(UnaryOperator<Value> rename) {
      return new SoftCap(rename.apply(in), cap, rename.apply(out));
    }
  }
}
