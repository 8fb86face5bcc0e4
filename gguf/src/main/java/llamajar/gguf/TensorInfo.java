package llamajar.gguf;

/// One line of a file's tensor table, already checked against the file.
///
/// @param name the tensor's name, unique in a model
/// @param type how its weights are stored
/// @param shape its extents
/// @param byteSize bytes of all its weights
/// @param fileOffset where those bytes start in the file that holds them
public record TensorInfo(
    String name, TensorType type, TensorShape shape, long byteSize, long fileOffset) {}
