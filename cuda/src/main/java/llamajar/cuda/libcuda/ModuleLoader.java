package llamajar.cuda.libcuda;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import llamajar.cuda.driver.CodeImage;
import llamajar.cuda.driver.CompiledCode;
import llamajar.cuda.driver.CudaModule;
import llamajar.cuda.driver.ModuleException;

/// Compiles and loads code on the current context's device.
final class ModuleLoader {
  private static final int INPUT_PTX = 1;

  private final DriverCalls calls;

  ModuleLoader(DriverCalls calls) {
    this.calls = calls;
  }

  CudaModule load(CodeImage image) {
    try (Arena arena = Arena.ofConfined();
        Out out = new Out()) {
      JitLog log = new JitLog(arena);
      MemorySegment bytes =
          switch (image) {
            case CodeImage.Ptx ptx -> arena.allocateFrom(ptx.text());
            case CodeImage.Binary binary -> arena.allocateFrom(JAVA_BYTE, binary.bytes());
          };
      int result =
          calls.moduleLoadData.call(
              out.address(), bytes.address(), JitLog.COUNT, log.options(), log.values());
      check(result, calls.moduleLoadData, image, log);
      return new RealModule(calls, out.asLong());
    }
  }

  CompiledCode compile(CodeImage.Ptx ptx) {
    try (Arena arena = Arena.ofConfined();
        Out out = new Out()) {
      JitLog log = new JitLog(arena);
      check(
          calls.linkCreate.call(JitLog.COUNT, log.options(), log.values(), out.address()),
          calls.linkCreate,
          ptx,
          log);
      long linker = out.asLong();
      try {
        MemorySegment text = arena.allocateFrom(ptx.text());
        int added =
            calls.linkAddData.call(
                linker,
                INPUT_PTX,
                text.address(),
                text.byteSize(),
                arena.allocateFrom(ptx.name()).address(),
                0,
                0,
                0);
        check(added, calls.linkAddData, ptx, log);
        int completed = calls.linkComplete.call(linker, out.address(), out.secondAddress());
        check(completed, calls.linkComplete, ptx, log);
        // The image belongs to the linker, so it is copied before that goes.
        MemorySegment image = MemorySegment.ofAddress(out.asLong()).reinterpret(out.secondLong());
        return new CompiledCode(
            new CodeImage.Binary(ptx.name(), image.toArray(JAVA_BYTE)), log.information());
      } finally {
        calls.linkDestroy.call(linker);
      }
    }
  }

  private void check(int result, NativeCall call, CodeImage image, JitLog log) {
    if (result != 0) {
      throw new ModuleException(
          call.name() + " of " + image.name(), calls.error(result), log.errors());
    }
  }
}
