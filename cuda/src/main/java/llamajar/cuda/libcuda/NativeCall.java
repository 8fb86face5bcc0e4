package llamajar.cuda.libcuda;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/// A function of the driver that returns a `CUresult`.
///
/// Callers pass every argument as a `long`; the handle narrows each to the type the C function has.
/// So one class serves all signatures, while the calling convention sees the right types.
final class NativeCall {
  private final String name;
  private final MethodHandle handle;

  /// A function at an address.
  ///
  /// @param signature one letter for each parameter: `p` for a pointer, handle or size, `i` for an
  ///   `int`, `c` for an `unsigned char`
  NativeCall(String name, MemorySegment address, String signature) {
    this.name = name;
    MemoryLayout[] parameters = new MemoryLayout[signature.length()];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] =
          switch (signature.charAt(i)) {
            case 'p' -> JAVA_LONG;
            case 'i' -> JAVA_INT;
            case 'c' -> JAVA_BYTE;
            default -> throw new IllegalArgumentException("no type '" + signature.charAt(i) + "'");
          };
    }
    MethodHandle exact =
        Linker.nativeLinker().downcallHandle(address, FunctionDescriptor.of(JAVA_INT, parameters));
    MethodType longs = MethodType.methodType(int.class);
    for (int i = 0; i < parameters.length; i++) {
      longs = longs.appendParameterTypes(long.class);
    }
    this.handle = MethodHandles.explicitCastArguments(exact, longs);
  }

  /// Its name as the library exports it.
  String name() {
    return name;
  }

  int call() {
    try {
      return (int) handle.invokeExact();
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  int call(long a) {
    try {
      return (int) handle.invokeExact(a);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  int call(long a, long b) {
    try {
      return (int) handle.invokeExact(a, b);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  int call(long a, long b, long c) {
    try {
      return (int) handle.invokeExact(a, b, c);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  int call(long a, long b, long c, long d) {
    try {
      return (int) handle.invokeExact(a, b, c, d);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  int call(long a, long b, long c, long d, long e) {
    try {
      return (int) handle.invokeExact(a, b, c, d, e);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  int call(long a, long b, long c, long d, long e, long f) {
    try {
      return (int) handle.invokeExact(a, b, c, d, e, f);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  int call(long a, long b, long c, long d, long e, long f, long g, long h) {
    try {
      return (int) handle.invokeExact(a, b, c, d, e, f, g, h);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  int call(long a, long b, long c, long d, long e, long f, long g, long h, long i, long j, long k) {
    try {
      return (int) handle.invokeExact(a, b, c, d, e, f, g, h, i, j, k);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  /// What a handle threw, which no C function does by itself.
  private static Error unexpected(Throwable thrown) {
    return thrown instanceof Error error ? error : new AssertionError("native call", thrown);
  }
}
