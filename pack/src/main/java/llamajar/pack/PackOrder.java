package llamajar.pack;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What to pack, and how.
///
/// @param program the jar of the program, or another packed file, whose program is taken
/// @param models GGUF files, the model first; of a split one any part stands for all; none: the
///   program alone
/// @param arguments default arguments, one each; `...` stands for those of the user; none without
///   models
/// @param alignment bytes; each model begins at a multiple of it
/// @param runtime a Java runtime for this platform to take along
/// @param target the file to write
/// @param replaces whether `target` may exist already
public record PackOrder(
    Path program,
    List<Path> models,
    List<String> arguments,
    long alignment,
    Optional<RuntimeArchive> runtime,
    Path target,
    boolean replaces) {
  /// What suits the page sizes of all systems.
  public static final long DEFAULT_ALIGNMENT = 64 << 10;

  /// What kernels want at least: the alignment that GGUF itself gives to tensors.
  public static final long LEAST_ALIGNMENT = 32;

  /// The size of the largest pages.
  public static final long MOST_ALIGNMENT = 1 << 30;

  /// Copies the lists.
  ///
  /// @throws IllegalArgumentException if the alignment is no power of two, or out of range, or
  ///   there are arguments without a model
  public PackOrder {
    models = List.copyOf(models);
    arguments = List.copyOf(arguments);
    if (models.isEmpty() && !arguments.isEmpty()) {
      throw new IllegalArgumentException("default arguments without a model");
    }
    if (Long.bitCount(alignment) != 1
        || alignment < LEAST_ALIGNMENT
        || alignment > MOST_ALIGNMENT) {
      throw new IllegalArgumentException(
          "the alignment %d is not a power of two from %d to %d; leave it out for %d"
              .formatted(alignment, LEAST_ALIGNMENT, MOST_ALIGNMENT, DEFAULT_ALIGNMENT));
    }
  }
}
