package llamajar.cuda.driver;

/// What the driver made of PTX.
///
/// @param image can be loaded without compiling
/// @param log what the compiler had to say, often nothing
public record CompiledCode(CodeImage.Binary image, String log) {}
