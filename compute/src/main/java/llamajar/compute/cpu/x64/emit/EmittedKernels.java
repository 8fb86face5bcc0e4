package llamajar.compute.cpu.x64.emit;

import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntFunction;
import llamajar.compute.cpu.x64.platform.ExecutableMemory;
import llamajar.compute.cpu.x64.platform.NativeCode;
import llamajar.compute.cpu.x64.platform.PlatformException;
import org.jspecify.annotations.Nullable;

/// Variants of a kernel by number, emitted when they are first asked for. They stay as long as the
/// process: a few kilobytes each, and the next model wants the same.
public final class EmittedKernels {
  private final AtomicReferenceArray<@Nullable NativeCode> kernels;
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
  public NativeCode get(int variant) {
    NativeCode kernel = kernels.get(variant);
    return kernel == null ? emit(variant) : kernel;
  }

  private synchronized NativeCode emit(int variant) {
    NativeCode kernel = kernels.get(variant);
    if (kernel == null) {
      try {
        kernel = ExecutableMemory.load(List.of(emitter.apply(variant))).code(0);
      } catch (PlatformException e) {
        throw new IllegalStateException(e.reason(), e);
      }
      kernels.set(variant, kernel);
    }
    return kernel;
  }
}
