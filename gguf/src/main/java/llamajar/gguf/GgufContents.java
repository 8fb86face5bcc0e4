package llamajar.gguf;

import java.util.List;

/// What one GGUF, possibly one part of several, says about itself.
///
/// @param version its format version, 2 or 3
/// @param metadata its key-value section
/// @param tensors its tensors, in the order of its table
record GgufContents(int version, StoredMetadata metadata, List<Tensor> tensors) {}
