package llamajar.confine.linux;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import llamajar.confine.filter.Processor;

/// The machine code of a signal handler, because no Java code may run in one. It gives up new
/// rights, applies a ruleset to its thread and counts that it did:
///
///     prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
///     data.result = landlock_restrict_self(data.ruleset, 0);
///     data.result == 0 ? data.done++ : data.failed++;
///
/// A handler may change every register that a C function may; the kernel brings the others back.
///
/// @param code the instructions
/// @param restorerOffset where in it the code begins that ends a handler; -1 if the kernel has its
///     own
record RestrictionCode(MemorySegment code, int restorerOffset) {
  /// Byte offsets in the data that the code works on.
  static final long RULESET = 0;

  static final long DONE = 8;
  static final long FAILED = 16;

  /// What the kernel answered the thread that asked last.
  static final long RESULT = 24;

  /// Bytes of the data.
  static final long DATA_BYTES = 32;

  private static final int NONE = -1;

  /// The code for data at an address.
  static RestrictionCode of(Processor processor, long dataAddress) {
    return switch (processor) {
      case X86_64 -> x86(dataAddress);
      case AARCH64 -> arm(dataAddress);
    };
  }

  private static RestrictionCode x86(long dataAddress) {
    ByteBuffer code = ByteBuffer.allocate(128).order(ByteOrder.LITTLE_ENDIAN);
    put(code, 0x49, 0xB9).putLong(dataAddress); // mov r9, data
    put(code, 0xB8).putInt(157); // mov eax, prctl
    put(code, 0xBF).putInt(38); // mov edi, PR_SET_NO_NEW_PRIVS
    put(code, 0xBE).putInt(1); // mov esi, 1
    put(code, 0x31, 0xD2); // xor edx, edx
    put(code, 0x4D, 0x31, 0xD2); // xor r10, r10
    put(code, 0x4D, 0x31, 0xC0); // xor r8, r8
    put(code, 0x0F, 0x05); // syscall
    put(code, 0xB8).putInt(446); // mov eax, landlock_restrict_self
    put(code, 0x41, 0x8B, 0x39); // mov edi, [r9 + RULESET]
    put(code, 0x31, 0xF6); // xor esi, esi
    put(code, 0x0F, 0x05); // syscall
    put(code, 0x49, 0x89, 0x41, 0x18); // mov [r9 + RESULT], rax
    put(code, 0x85, 0xC0); // test eax, eax
    put(code, 0x75, 0x06); // jnz failed
    put(code, 0xF0, 0x49, 0xFF, 0x41, 0x08); // lock inc qword [r9 + DONE]
    put(code, 0xC3); // ret
    put(code, 0xF0, 0x49, 0xFF, 0x41, 0x10); // failed: lock inc qword [r9 + FAILED]
    put(code, 0xC3); // ret
    int restorer = code.position();
    put(code, 0xB8).putInt(15); // mov eax, rt_sigreturn
    put(code, 0x0F, 0x05); // syscall
    return new RestrictionCode(written(code), restorer);
  }

  private static RestrictionCode arm(long dataAddress) {
    ByteBuffer code = ByteBuffer.allocate(128).order(ByteOrder.LITTLE_ENDIAN);
    code.putInt(0x580002C9); // ldr x9, data
    code.putInt(0xD28014E8); // mov x8, prctl
    code.putInt(0xD28004C0); // mov x0, PR_SET_NO_NEW_PRIVS
    code.putInt(0xD2800021); // mov x1, 1
    code.putInt(0xD2800002); // mov x2, 0
    code.putInt(0xD2800003); // mov x3, 0
    code.putInt(0xD2800004); // mov x4, 0
    code.putInt(0xD4000001); // svc 0
    code.putInt(0xB9400120); // ldr w0, [x9, RULESET]
    code.putInt(0xD2800001); // mov x1, 0
    code.putInt(0xD28037C8); // mov x8, landlock_restrict_self
    code.putInt(0xD4000001); // svc 0
    code.putInt(0xF9000D20); // str x0, [x9, RESULT]
    code.putInt(0x9100212A); // add x10, x9, DONE
    code.putInt(0xB4000040); // cbz x0, count
    code.putInt(0x9100412A); // add x10, x9, FAILED
    code.putInt(0xC85F7D4B); // count: ldxr x11, [x10]
    code.putInt(0x9100056B); // add x11, x11, 1
    code.putInt(0xC80CFD4B); // stlxr w12, x11, [x10]
    code.putInt(0x35FFFFAC); // cbnz w12, count
    code.putInt(0xD65F03C0); // ret
    code.putInt(0xD503201F); // nop, so that the data is aligned
    code.putLong(dataAddress); // data
    return new RestrictionCode(written(code), NONE);
  }

  boolean hasRestorer() {
    return restorerOffset != NONE;
  }

  private static ByteBuffer put(ByteBuffer code, int... bytes) {
    for (int b : bytes) {
      code.put((byte) b);
    }
    return code;
  }

  private static MemorySegment written(ByteBuffer code) {
    return MemorySegment.ofBuffer(code.flip()).asReadOnly();
  }
}
