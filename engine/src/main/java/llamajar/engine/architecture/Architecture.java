package llamajar.engine.architecture;

import java.io.IOException;
import llamajar.compute.Program;
import llamajar.engine.source.ModelSource;

/// A model family.
public interface Architecture {

  /// The family's name: the value of `general.architecture`.
  String name();

  /// Writes the model's forward pass down.
  ///
  /// @throws IOException if the file lacks something or contradicts itself; the message names it
  Program program(ModelSource source) throws IOException;
}
