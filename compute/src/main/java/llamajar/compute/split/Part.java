package llamajar.compute.split;

import java.util.List;
import llamajar.compute.Program;

/// One of the consecutive parts of a program, itself a program.
///
/// @param program its ops; layers of the cache and of recurrent states are numbered anew, values
///   keep their numbers
/// @param given where its [llamajar.compute.Op.Given]s come from
public record Part(Program program, List<Source> given) {

  /// A result of an earlier part.
  ///
  /// @param part which part, counted from 0
  /// @param result which of its results, counted from 0
  public record Source(int part, int result) {}

  /// Copies the list.
  public Part {
    given = List.copyOf(given);
  }
}
