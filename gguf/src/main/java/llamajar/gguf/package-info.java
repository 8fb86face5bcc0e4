/// The GGUF container: what a model file says and where its bytes are.
///
/// Start at [llamajar.gguf.GgufFile]: it opens a file (or a set of split files), proves that every
/// tensor lies inside it, and hands out [llamajar.gguf.Tensor]s, the only way for other modules to
/// reach weight bytes. [llamajar.gguf.GgufWriter] makes files.
///
/// Nothing here knows what a model is, what the numbers are for, or how many threads there are.
package llamajar.gguf;
