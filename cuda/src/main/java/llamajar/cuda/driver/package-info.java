/// What is used of the CUDA driver, as an interface.
///
/// [llamajar.cuda.driver.DriverLookup] says whether there is a driver, or why not. A
/// [llamajar.cuda.driver.CudaDriver] has devices; a device lends its one
/// [llamajar.cuda.driver.CudaContext], which everything else comes from: memory, modules of
/// compiled code, streams of work, events, and graphs of work that was captured from a stream.
///
/// Each object that owns something of the driver is closed by whoever asked for it, before the
/// context is. Addresses of device memory are plain `long`s, because kernels calculate with them.
///
/// Work is asynchronous: a [llamajar.cuda.driver.CudaStream] takes orders and returns at once, so
/// host memory given to it must stay alive and untouched until the stream was synchronized. A
/// failure of such work may show in any later call on the same context, as the driver's rules are.
///
/// Nothing here knows kernels, programs or tensors. Two implementations keep the same contract: the
/// real driver in [llamajar.cuda.libcuda], and in tests a simulator that executes PTX.
@NullMarked
package llamajar.cuda.driver;

import org.jspecify.annotations.NullMarked;
