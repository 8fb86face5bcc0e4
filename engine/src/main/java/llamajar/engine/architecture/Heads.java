package llamajar.engine.architecture;

/// How attention divides rows.
///
/// @param count query heads
/// @param countKv key/value heads, each shared by `count / countKv` query heads
/// @param keyLength elements of a query or a key
/// @param valueLength elements of a value
record Heads(int count, int countKv, int keyLength, int valueLength) {}
