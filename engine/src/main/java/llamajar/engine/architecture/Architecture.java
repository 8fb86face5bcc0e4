package llamajar.engine.architecture;

import java.io.IOException;
import llamajar.compute.HiddenState;
import llamajar.compute.Program;
import llamajar.engine.source.ModelException;
import llamajar.engine.source.ModelSource;

/// A model family.
public interface Architecture {

  /// The family's name: the value of `general.architecture`.
  String name();

  /// Whether models of this family continue texts. Those that don't are encoders: every token sees
  /// the whole text, and the result is an embedding.
  default boolean generates() {
    return true;
  }

  /// Writes the model's forward pass down: to logits, or to the last hidden state if the family
  /// does not generate.
  ///
  /// @throws IOException if the file lacks something or contradicts itself; the message names it
  Program program(ModelSource source) throws IOException;

  /// Writes the forward pass down that makes what a pooling pools: the last hidden state, or the
  /// score of [Pooling#RANK].
  ///
  /// @throws IOException as [#program(ModelSource)], or if there is no such pooling
  default Program embedding(ModelSource source, Pooling pooling) throws IOException {
    if (pooling == Pooling.RANK) {
      throw new ModelException(
          "%s: pooling 'rank' is not supported for %s models; choose another with --pooling"
              .formatted(source.path(), name()));
    }
    Program program = program(source);
    return generates() ? HiddenState.of(program) : program;
  }
}
