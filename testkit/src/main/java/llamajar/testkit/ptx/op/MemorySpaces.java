package llamajar.testkit.ptx.op;

import java.util.Optional;
import llamajar.testkit.ptx.machine.Block;
import llamajar.testkit.ptx.machine.Fault;
import llamajar.testkit.ptx.machine.Region;
import llamajar.testkit.ptx.machine.Space;
import llamajar.testkit.ptx.machine.Warp;

/// Which memory an instruction means, and where in it.
enum MemorySpaces {
  /// Device memory, constants included.
  GLOBAL,
  /// The block's own.
  SHARED,
  /// The thread's own.
  LOCAL,
  /// Arguments.
  PARAMETER,
  /// Told apart by address.
  GENERIC;

  /// The space among an opcode's modifiers; without one it is generic.
  static MemorySpaces take(Opcode opcode) {
    Optional<String> space =
        opcode.takeAny(
            "global", "const", "shared", "shared::cta", "local", "param", "param::entry");
    return space
        .map(name ->
            switch (name) {
              case "global", "const" -> GLOBAL;
              case "shared", "shared::cta" -> SHARED;
              case "local" -> LOCAL;
              default -> PARAMETER;
            })
        .orElse(GENERIC);
  }

  /// The memory as a block sees it.
  Space of(Block block) {
    return switch (this) {
      case GLOBAL -> block.global();
      case SHARED -> block.shared();
      case LOCAL -> block.local();
      case PARAMETER -> block.parameters();
      case GENERIC -> block.generic();
    };
  }

  /// Whether accesses may be to shared memory.
  boolean mayBeShared() {
    return this == SHARED || this == GENERIC;
  }

  /// One thread's address.
  static long address(Warp warp, Operands.Place place, int lane) {
    Slot base = place.base();
    return base.isLong()
        ? warp.longs[base.offset() + lane] + place.offset()
        : (warp.words[base.offset() + lane] & 0xffff_ffffL) + place.offset();
  }

  /// Refuses to read bytes that nobody wrote.
  static void requireWritten(Region region, int lane, long address, int bytes) {
    if (!region.isWritten(address, bytes)) {
      throw unwritten(region, lane, address, bytes);
    }
  }

  /// The mistake of reading bytes that nobody wrote.
  static Fault unwritten(Region region, int lane, long address, int bytes) {
    return new Fault(
        Fault.Kind.UNINITIALIZED,
        lane,
        "reads %d bytes of %s at 0x%x that were not all written yet"
            .formatted(bytes, region.name(), address));
  }
}
