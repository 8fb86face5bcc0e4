package llamajar.compute;

/// Which of a backend's ways of computing a row is taken.
///
/// Kernels for one row and kernels for many round differently, and the fastest choice depends on
/// how many rows there happen to be. Where an answer must not depend on what else is computed with
/// it, the choice is made by what a row is, not by how many there are.
public enum RowArithmetic {
  /// Whatever is fastest for the number of rows.
  FASTEST,
  /// Each row as if it were alone.
  AS_ONE,
  /// Each row as one of many, even if it is alone.
  AS_MANY
}
