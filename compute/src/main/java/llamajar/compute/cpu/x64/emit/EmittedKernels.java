package llamajar.compute.cpu.x64.emit;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntFunction;
import llamajar.compute.cpu.x64.platform.MachineCode;
import llamajar.compute.cpu.x64.platform.PlatformException;
import llamajar.compute.cpu.x64.platform.Processor;
import org.jspecify.annotations.Nullable;

/// Variants of a kernel by number, emitted when they are first asked for. They stay as long as the
/// process: a few kilobytes each, and the next model wants the same.
public final class EmittedKernels {
  private final AtomicReferenceArray<@Nullable MachineCode> kernels;
  private final IntFunction<byte[]> emitter;

  /// None of them is emitted yet.
  ///
  /// @param variants how many there are
  /// @param emitter gives the code of a variant
  public EmittedKernels(int variants, IntFunction<byte[]> emitter) {
    kernels = new AtomicReferenceArray<>(variants);
    this.emitter = emitter;
  }

  /// A variant of the kernel.
  ///
  /// @throws IllegalStateException if the system does not let code be executed
  public MachineCode get(int variant) {
    MachineCode kernel = kernels.get(variant);
    return kernel == null ? emit(variant) : kernel;
  }

  private synchronized MachineCode emit(int variant) {
    MachineCode kernel = kernels.get(variant);
    if (kernel == null) {
      try {
        kernel = Processor.current().load(emitter.apply(variant));
      } catch (PlatformException e) {
        throw new IllegalStateException(e.reason(), e);
      }
      kernels.set(variant, kernel);
    }
    return kernel;
  }
}
