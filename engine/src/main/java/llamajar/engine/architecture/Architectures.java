package llamajar.engine.architecture;

import java.util.List;
import java.util.stream.Collectors;
import llamajar.engine.source.ModelException;
import llamajar.engine.source.ModelSource;

/// The model families that this program runs.
public final class Architectures {
  private static final List<Architecture> ALL = List.of(new LlamaArchitecture());

  private Architectures() {}

  /// The family of a model.
  ///
  /// @throws ModelException if it is none of those supported
  public static Architecture of(ModelSource source) throws ModelException {
    for (Architecture architecture : ALL) {
      if (architecture.name().equals(source.architecture())) {
        return architecture;
      }
    }
    throw new ModelException(
        "%s: the model architecture '%s' is not supported; supported are: %s"
            .formatted(source.path(), source.architecture(), String.join(", ", names())));
  }

  /// Names of all families.
  public static List<String> names() {
    return ALL.stream().map(Architecture::name).collect(Collectors.toUnmodifiableList());
  }
}
