package llamajar.compute.cpu.x64.platform;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;

/// C functions of the system, whose calls report the system's error number too.
final class NativeLibrary {
  private final Linker linker;
  private final SymbolLookup symbols;
  private final String errorVariable;
  private final long errorOffset;

  private NativeLibrary(Linker linker, SymbolLookup symbols, String errorVariable) {
    this.linker = linker;
    this.symbols = symbols;
    this.errorVariable = errorVariable;
    this.errorOffset =
        Linker.Option.captureStateLayout().byteOffset(PathElement.groupElement(errorVariable));
  }

  /// The C library that is part of a Unix system.
  static NativeLibrary standardC() throws PlatformException {
    Linker linker = linker();
    return new NativeLibrary(linker, linker.defaultLookup(), "errno");
  }

  /// The library of Windows with the calls for memory.
  static NativeLibrary kernel32() throws PlatformException {
    Linker linker = linker();
    try {
      SymbolLookup symbols = SymbolLookup.libraryLookup("kernel32", Arena.global());
      return new NativeLibrary(linker, symbols, "GetLastError");
    } catch (IllegalCallerException e) {
      throw denied(e);
    } catch (IllegalArgumentException e) {
      throw new PlatformException("the system's library kernel32 can't be opened", e);
    }
  }

  /// A handle of a function. Its first parameter, before those of the descriptor, is a segment from
  /// [#newErrorState(Arena)].
  MethodHandle function(String name, FunctionDescriptor descriptor, Linker.Option... options)
      throws PlatformException {
    MemorySegment address =
        symbols
            .find(name)
            .orElseThrow(() -> new PlatformException("the system has no function '" + name + "'"));
    List<Linker.Option> all = new ArrayList<>(List.of(options));
    all.add(Linker.Option.captureCallState(errorVariable));
    try {
      return linker.downcallHandle(address, descriptor, all.toArray(Linker.Option[]::new));
    } catch (IllegalCallerException e) {
      throw denied(e);
    }
  }

  /// Memory for the error number of a call.
  MemorySegment newErrorState(Arena arena) {
    return arena.allocate(Linker.Option.captureStateLayout());
  }

  /// The failure of a call whose result says that it failed.
  PlatformException failure(String what, MemorySegment errorState) {
    int number = errorState.get(ValueLayout.JAVA_INT, errorOffset);
    return new PlatformException(
        "%s (%s %d%s)".formatted(what, errorVariable, number, meaning(number)));
  }

  /// What a handle threw, which no C function does by itself.
  static Error unexpected(Throwable thrown) {
    return thrown instanceof Error error ? error : new AssertionError("native call", thrown);
  }

  private String meaning(int number) {
    return errorVariable.equals("errno")
        ? switch (number) {
          case 1 -> ", operation not permitted";
          case 12 -> ", not enough memory";
          case 13 -> ", permission denied";
          case 22 -> ", invalid argument";
          case 38 -> ", no such system call";
          case 95 -> ", not supported";
          default -> "";
        }
        : switch (number) {
          case 5 -> ", access denied";
          case 8, 14, 1455 -> ", not enough memory";
          case 87 -> ", invalid argument";
          case 1655 -> ", dynamic code is blocked";
          default -> "";
        };
  }

  private static Linker linker() throws PlatformException {
    try {
      return Linker.nativeLinker();
    } catch (UnsupportedOperationException e) {
      throw new PlatformException("this JVM can't call native code", e);
    }
  }

  private static PlatformException denied(IllegalCallerException cause) {
    Module module = NativeLibrary.class.getModule();
    return new PlatformException(
        "this JVM denies native access; start it with --enable-native-access="
            + (module.isNamed() ? module.getName() : "ALL-UNNAMED"),
        cause);
  }
}
