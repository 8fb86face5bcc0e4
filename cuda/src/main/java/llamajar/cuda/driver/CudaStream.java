package llamajar.cuda.driver;

import java.lang.foreign.MemorySegment;

/// Work that a device does in the order in which it is given.
///
/// All methods but [#synchronize()] only give orders. While a stream is being captured, orders are
/// noted instead of carried out. Copying or filling nothing does nothing, whatever the address.
public interface CudaStream extends AutoCloseable {

  /// Copies native host memory to the device. From memory that is not pinned, the driver may copy
  /// before it returns; rely on neither.
  void copyToDevice(long deviceAddress, MemorySegment host);

  /// Copies from the device to native host memory.
  void copyToHost(MemorySegment host, long deviceAddress);

  /// Copies within the device. The ranges must not overlap.
  void copyOnDevice(long toAddress, long fromAddress, long bytes);

  /// Copies from this stream's device to another device.
  void copyToPeer(CudaContext to, long toAddress, long fromAddress, long bytes);

  /// Sets each byte.
  void fill(long deviceAddress, byte value, long bytes);

  /// Sets each word of four bytes.
  void fill(long deviceAddress, int value, long words);

  /// Runs a kernel. The arguments are copied before this returns.
  void launch(CudaFunction function, LaunchShape shape, KernelArguments arguments);

  /// Runs the work of a graph.
  void launch(CudaGraphExec graph);

  /// Notes in an event that the work so far is done, when it is.
  void record(CudaEvent event);

  /// Lets the work from here on wait until an event has happened that was recorded before, by any
  /// stream.
  void waitFor(CudaEvent event);

  /// Whether all work so far is done.
  ///
  /// @throws CudaException if some of it failed
  boolean isDone();

  /// Waits until all work so far is done.
  ///
  /// @throws CudaException if some of it failed
  void synchronize();

  /// Notes orders from here on, instead of carrying them out.
  void beginCapture();

  /// Makes a graph of the orders since [#beginCapture()]. The stream carries orders out again.
  CudaGraph endCapture();

  /// Gives the stream up. Work that was given to it is still done.
  @Override
  void close();
}
