package llamajar.engine.synth;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import llamajar.gguf.TensorType;

/// How the matrices of a model are stored: all in one tensor type, or mixed as published files are.
public sealed interface SynthType permits UniformType, FileMix {

  /// What stands before the name of a mix that is also the name of a tensor type: `mix:IQ3_S`.
  String MIX_PREFIX = "mix:";

  /// The name it is known by.
  String label();

  /// The value of `general.file_type`, which is for display only.
  int fileType();

  /// The type that a matrix should have. If its rows don't consist of whole blocks it gets another,
  /// see [SynthPlan].
  TensorType typeAt(MatrixPlace place);

  /// Names that [#named(String)] understands: the mixes, then the tensor types.
  static List<String> names() {
    Stream<String> mixes = FileMixes.ALL.stream().map(FileMix::label);
    Stream<String> types =
        Stream.of(TensorType.values()).filter(UniformType::holdsWeights).map(TensorType::name);
    return Stream.concat(mixes, types).distinct().toList();
  }

  /// Finds a type by name, in any letter case. A tensor type's name means that type everywhere,
  /// also where a mix has the same name; `mix:` before a name asks for the mix.
  ///
  /// @throws SynthException if there is none; names the nearest
  static SynthType named(String name) throws SynthException {
    boolean mixOnly = name.toLowerCase(Locale.ROOT).startsWith(MIX_PREFIX);
    String wanted = mixOnly ? name.substring(MIX_PREFIX.length()) : name;
    Optional<TensorType> type = mixOnly ? Optional.empty() : TensorType.named(wanted);
    if (type.isPresent()) {
      return UniformType.of(type.get());
    }
    Optional<FileMix> mix = FileMixes.named(wanted);
    if (mix.isPresent()) {
      return mix.get();
    }
    throw new SynthException(
        "there is neither a tensor type nor a file mix '%s'; the nearest names are %s"
            .formatted(name, String.join(", ", NearestNames.of(wanted, names()))));
  }
}
