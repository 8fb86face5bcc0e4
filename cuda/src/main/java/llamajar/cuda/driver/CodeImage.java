package llamajar.cuda.driver;

/// Code for a device.
public sealed interface CodeImage {

  /// What messages call it.
  String name();

  /// PTX as text, for any device of the capability it names or a later one. The driver compiles it.
  record Ptx(String name, String text) implements CodeImage {}

  /// What [CudaContext#compile] made, for devices of the same compute capability.
  ///
  /// @param bytes the image; not copied, so it must not change
  @SuppressWarnings("ArrayRecordComponent") // megabytes that are only handed on
  record Binary(String name, byte[] bytes) implements CodeImage {}
}
