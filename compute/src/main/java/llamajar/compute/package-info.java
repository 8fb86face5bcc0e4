/// What a model computes, apart from how.
///
/// A [llamajar.compute.Program] is a list of [llamajar.compute.Op]s over [llamajar.compute.Value]s:
/// matrices of float32 with one row per token. A [llamajar.compute.Backend] turns a program into an
/// [llamajar.compute.Executable], which runs [llamajar.compute.Batch]es against a
/// [llamajar.compute.KvStore]. Reading a prompt and generating a token are the same program with
/// another number of rows.
///
/// Nothing here knows GGUF keys, tokens' text, or which model family a program comes from.
package llamajar.compute;
