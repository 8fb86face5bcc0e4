package llamajar.testkit.ptx.op;

import java.util.List;
import java.util.Optional;
import llamajar.testkit.ptx.machine.Access;
import llamajar.testkit.ptx.machine.Fault;
import llamajar.testkit.ptx.machine.Region;
import llamajar.testkit.ptx.machine.Space;
import llamajar.testkit.ptx.machine.Step;
import llamajar.testkit.ptx.machine.Warp;
import llamajar.testkit.ptx.syntax.PtxType;
import org.jspecify.annotations.Nullable;

/// Matrix products of a warp, and loading what they need.
final class MatrixForms {
  private MatrixForms() {}

  /// What an instruction does, or nothing if it is none of these.
  static Optional<Step> find(Opcode opcode, Operands operands, SharedAccesses accesses) {
    return Optional.ofNullable(
        switch (opcode.name()) {
          case "mma" -> multiply(opcode, operands);
          case "ldmatrix" -> load(opcode, operands, accesses);
          default -> null;
        });
  }

  private static @Nullable Step multiply(Opcode opcode, Operands operands) {
    if (!opcode.take("sync") || !opcode.take("aligned")) {
      return null;
    }
    MatrixShape shape =
        MatrixShape.take(opcode)
            .orElseThrow(() -> new UnsupportedOperationException("unknown shape of matrices"));
    if (!opcode.take("row") || !opcode.take("col")) {
      throw new UnsupportedOperationException("rows times columns are expected");
    }
    opcode.take("satfinite");
    boolean saturate = opcode.text().contains(".satfinite");
    PtxType result = opcode.type(0);
    PtxType a = opcode.type(1);
    PtxType b = opcode.type(2);
    shape.check(a, b, result, opcode.type(3));
    return MatrixProduct.of(shape, a, b, result, saturate, operands);
  }

  private static @Nullable Step load(Opcode opcode, Operands operands, SharedAccesses accesses) {
    if (!opcode.take("sync") || !opcode.take("aligned") || !opcode.take("m8n8")) {
      return null;
    }
    int count = opcode.takeAny("x1", "x2", "x4").map(x -> x.charAt(1) - '0').orElse(0);
    boolean transposed = opcode.take("trans");
    MemorySpaces space = MemorySpaces.take(opcode);
    List<Slot> to = operands.sources(0, PtxType.B32);
    if (count == 0 || to.size() != count || opcode.type(0) != PtxType.B16) {
      return null;
    }
    accesses.note(MemorySpaces.SHARED, 4);
    Operands.Place place = operands.place(1);
    return (warp, lanes) -> {
      requireAll(warp, lanes);
      warp.require(place.base().writtenIndex(), lanes);
      Space memory = space.of(warp.block());
      short[] elements = new short[64];
      for (int matrix = 0; matrix < count; matrix++) {
        for (int row = 0; row < 8; row++) {
          int lane = 8 * matrix + row;
          long address = MemorySpaces.address(warp, place, lane);
          Region region = memory.locate(warp, lane, address, 16, Access.READ);
          for (int i = 0; i < 8; i++) {
            MemorySpaces.requireWritten(region, lane, address + 2L * i, 2);
            elements[8 * row + i] = (short) region.load(address + 2L * i, 2);
          }
        }
        Slot slot = to.get(matrix);
        for (int lane = 0; lane < Warp.LANES; lane++) {
          int row = lane / 4;
          int column = 2 * (lane % 4);
          int low = transposed ? elements[8 * column + row] : elements[8 * row + column];
          int high = transposed ? elements[8 * (column + 1) + row] : elements[8 * row + column + 1];
          warp.words[slot.offset() + lane] = (low & 0xffff) | high << 16;
        }
        warp.written[slot.writtenIndex()] |= lanes;
      }
    };
  }

  /// Matrices are spread over all threads of a warp.
  static void requireAll(Warp warp, int lanes) {
    if (lanes != Warp.ALL) {
      throw new Fault(
          Fault.Kind.DIVERGENT_EXCHANGE,
          Integer.numberOfTrailingZeros(~lanes),
          "does not take part in what all 32 threads of a warp do together");
    }
  }
}
