package llamajar.cuda.kernel;

/// Which matrix of a stack each column is multiplied with.
///
/// @param chosen `[columns]`: the number of the expert, as a float
/// @param count how many experts there are
/// @param order memory for `[columns]` ints: columns in the order of their experts
/// @param ends memory for `[count]` ints: where the columns of each expert end
public record ExpertColumns(long chosen, int count, long order, long ends) {}
