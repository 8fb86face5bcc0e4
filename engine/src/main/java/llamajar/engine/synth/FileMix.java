package llamajar.engine.synth;

import java.util.EnumMap;
import java.util.Map;
import llamajar.gguf.TensorType;

/// A mix of tensor types as published files have it: one base type, and others where an error costs
/// most. All mixes are in [FileMixes].
public final class FileMix implements SynthType {
  /// Blocks of a Llama with 70 billion weights: eight queries share a value there, so that better
  /// values cost next to nothing.
  private static final int LARGE_LAYERS = 80;

  /// Which type a matrix gets, by its place.
  @FunctionalInterface
  interface Choice {
    TensorType at(MatrixPlace place, TensorType base);
  }

  private final String label;
  private final int fileType;
  private final TensorType base;
  private final Map<MatrixRole, Choice> exceptions;

  private FileMix(String label, int fileType, TensorType base, Map<MatrixRole, Choice> exceptions) {
    this.label = label;
    this.fileType = fileType;
    this.base = base;
    this.exceptions = exceptions;
  }

  /// A mix that has no exceptions yet.
  static FileMix of(String label, int fileType, TensorType base) {
    return new FileMix(label, fileType, base, Map.of());
  }

  /// This mix with an exception for some roles.
  FileMix with(Choice choice, MatrixRole... roles) {
    Map<MatrixRole, Choice> all = new EnumMap<>(MatrixRole.class);
    all.putAll(exceptions);
    for (MatrixRole role : roles) {
      all.put(role, choice);
    }
    return new FileMix(label, fileType, base, all);
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public int fileType() {
    return fileType;
  }

  /// The type of all matrices that are no exception.
  public TensorType base() {
    return base;
  }

  @Override
  public TensorType typeAt(MatrixPlace place) {
    Choice choice = exceptions.get(place.role());
    TensorType type = choice == null ? base : choice.at(place, base);
    boolean cheapToImprove =
        place.role() == MatrixRole.ATTENTION_VALUE && place.layers() == LARGE_LAYERS;
    return cheapToImprove && (type == TensorType.Q3_K || type == TensorType.Q4_K)
        ? TensorType.Q5_K
        : type;
  }

  @Override
  public String toString() {
    return label;
  }
}
