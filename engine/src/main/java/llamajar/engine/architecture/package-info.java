/// Model families: from GGUF metadata and tensors to a program of ops.
///
/// One class per family, which reads like the family's paper and contains no arithmetic;
/// [llamajar.engine.architecture.Architectures] lists them. What a file says is read through
/// [llamajar.engine.source.ModelSource], which names key or tensor when something is missing.
package llamajar.engine.architecture;
