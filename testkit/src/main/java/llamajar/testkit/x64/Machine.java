package llamajar.testkit.x64;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// The registers of one processor core, and a stack.
final class Machine {
  /// The value of [#next] when the code has returned to its caller.
  static final int RETURNED = -1;

  static final int RSP = 4;
  static final int RDI = 7;
  static final int VECTOR_BYTES = 64;

  private static final long STACK_BYTES = 1 << 16;
  private static final int VECTORS = 32;

  /// What callees must keep: RBX, RBP, R12 to R15.
  private static final int[] KEPT = {3, 5, 12, 13, 14, 15};

  final long[] gpr = new long[16];
  final Lanes[] vectors = new Lanes[VECTORS];
  final long[] masks = new long[8];
  final TileRegisters tiles = new TileRegisters();

  // The flags, of which jumps read zero, sign and overflow.
  boolean zero;
  boolean sign;
  boolean overflow;

  /// Offset of the next instruction.
  int next;

  // Operands and result of the vector instruction that is being executed.
  final Lanes first = new Lanes();
  final Lanes second = new Lanes();
  final Lanes result = new Lanes();

  private final MemorySegment stack = Arena.ofAuto().allocate(STACK_BYTES, 64);
  private final long[] kept = new long[KEPT.length];
  private long codeAddress;

  Machine() {
    Arrays.setAll(vectors, i -> new Lanes());
  }

  /// Begins a call: everything that the caller does not promise has an odd value.
  void enter(long address, long parameters) {
    codeAddress = address;
    Arrays.fill(gpr, 0x5A5A_5A5A_5A5A_5A5AL);
    for (Lanes vector : vectors) {
      vector.fill((byte) 0x5A);
    }
    Arrays.fill(masks, 0xA5A5_A5A5_A5A5_A5A5L);
    tiles.release();
    for (int i = 0; i < KEPT.length; i++) {
      kept[i] = gpr[KEPT[i]];
    }
    gpr[RDI] = parameters;
    // As after a call: the return address makes the stack 8 bytes off a multiple of 16.
    gpr[RSP] = stack.address() + STACK_BYTES - 64 - 8;
    next = 0;
  }

  /// Ends the call.
  ///
  /// @throws IllegalStateException if the code breaks the calling convention
  void leave() {
    if (gpr[RSP] != stack.address() + STACK_BYTES - 64 - 8) {
      throw new IllegalStateException("the code returns with another stack pointer");
    }
    for (int i = 0; i < KEPT.length; i++) {
      if (gpr[KEPT[i]] != kept[i]) {
        throw new IllegalStateException("the code does not restore register " + KEPT[i]);
      }
    }
    if (tiles.isConfigured()) {
      throw new IllegalStateException("the code returns without tilerelease");
    }
    next = RETURNED;
  }

  /// The address of a place in the code.
  long codeAddress(long offset) {
    return codeAddress + offset;
  }

  void push(long value) {
    gpr[RSP] -= 8;
    Memory.set64(gpr[RSP], value);
  }

  long pop() {
    long value = Memory.get64(gpr[RSP]);
    gpr[RSP] += 8;
    return value;
  }

  void zeroUpperHalves() {
    for (int i = 0; i < 16; i++) {
      vectors[i].clearFrom(16);
    }
  }
}
