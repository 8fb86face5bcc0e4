package llamajar.cuda.driver;

import java.lang.foreign.MemorySegment;

/// A device's address space, and what everything on that device belongs to.
///
/// A thread works with one context at a time: the one it made current. All calls on a context, and
/// on whatever came from it, are made by threads on which it is current; another thread gets a
/// [CudaException] or, worse, works on another device. Closing things is such a call too.
public interface CudaContext extends AutoCloseable {

  /// The device whose context this is.
  CudaDevice device();

  /// Makes this the context of the calling thread. It costs next to nothing if it is already.
  void makeCurrent();

  /// How much memory is free now. Other processes use it as well.
  MemoryInfo memoryInfo();

  /// Takes device memory, aligned to at least 256 bytes, with unknown content.
  ///
  /// @throws CudaException if there is not enough; [CudaException#isOutOfMemory()] tells
  DeviceMemory allocate(long bytes);

  /// Takes host memory that stays where it is, so that copies run beside the host and the device's
  /// kernels can read it. A multiple of the page size is best.
  PinnedMemory allocatePinned(long bytes);

  /// Takes host memory that kernels read and write over the bus, with unknown content. It stays
  /// where it is and takes nothing of the device's memory. Addresses are the same for host and
  /// device, as they are wherever a driver is 64 bits wide.
  ///
  /// @throws CudaException if the system has not so much that may stay in place
  DeviceMemory allocateMapped(long bytes);

  /// Makes existing native host memory stay where it is until the result is closed.
  ///
  /// @param readOnly whether it is mapped so that it can't be written, as a file may be
  PinnedMemory pin(MemorySegment memory, boolean readOnly);

  /// Makes code ready to run.
  ///
  /// @param image PTX text or a compiled image
  /// @throws ModuleException if the driver can't compile or load it
  CudaModule load(CodeImage image);

  /// Compiles PTX for this context's device, so that the result can be kept.
  ///
  /// @throws ModuleException if the driver can't compile it
  CompiledCode compile(CodeImage.Ptx ptx);

  /// A new stream, which runs independently of all others.
  CudaStream newStream();

  /// A new event.
  ///
  /// @param timed whether it notes the time, which makes waiting for it a little slower
  CudaEvent newEvent(boolean timed);

  /// Lets this device's kernels address the memory of another device.
  void enableAccess(CudaContext peer);

  /// Waits until the device has done all work of all streams of this context.
  void synchronize();

  /// Gives the context back.
  @Override
  void close();
}
