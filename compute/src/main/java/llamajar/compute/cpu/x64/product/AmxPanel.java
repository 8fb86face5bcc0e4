package llamajar.compute.cpu.x64.product;

import static llamajar.compute.cpu.x64.asm.Instruction.VBROADCASTSS;
import static llamajar.compute.cpu.x64.asm.Instruction.VCVTDQ2PS;
import static llamajar.compute.cpu.x64.asm.Instruction.VCVTNEPS2BF16;
import static llamajar.compute.cpu.x64.asm.Instruction.VFMADD213PS;
import static llamajar.compute.cpu.x64.asm.Instruction.VFNMADD231PS;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVDQU_STORE;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVUPS_STORE;
import static llamajar.compute.cpu.x64.asm.Instruction.VMULPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VPMOVZXBD;
import static llamajar.compute.cpu.x64.asm.Instruction.VPXOR;
import static llamajar.compute.cpu.x64.asm.Instruction.VSUBPS;
import static llamajar.compute.cpu.x64.asm.Mem.at;

import java.util.Objects;
import llamajar.compute.cpu.x64.asm.Assembler;
import llamajar.compute.cpu.x64.asm.Condition;
import llamajar.compute.cpu.x64.asm.Constants;
import llamajar.compute.cpu.x64.asm.Gpr;
import llamajar.compute.cpu.x64.asm.Label;
import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.compute.cpu.x64.emit.KernelFrame;
import llamajar.compute.cpu.x64.unpack.Unpack512;
import llamajar.compute.cpu.x64.unpack.Unpacker512;
import llamajar.compute.cpu.x64.unpack.Unpackers512;
import llamajar.gguf.TensorType;

/// Emits the kernel that unpacks up to 32 rows of quantized weights into a panel of bfloat16, see
/// [AmxLayout]: scales are folded in, so that one product serves all types.
///
/// Groups are in the outer loop and rows in the inner one: what a group of all rows becomes, 16
/// KiB, stays in the first cache while it is written.
final class AmxPanel {
  /// Parameters: weights, distance of rows in bytes, rows (1 to 32), whole groups in a row, panel.
  /// What the panel has of missing rows is left as it is, and concerns no other row.
  static final int WEIGHTS = 0;

  static final int ROW_BYTES = 8;
  static final int ROWS = 16;
  static final int GROUPS = 24;
  static final int PANEL = 32;

  private static final Gpr FIRST = Gpr.RSI;
  private static final Gpr LEFT = Gpr.RCX;
  private static final Gpr ROWS_LEFT = Gpr.R8;
  private static final Gpr TO = Gpr.R9;
  private static final Gpr PANEL_AT = Gpr.R10;
  private static final Gpr ROW_STEP = Gpr.R11;

  private static final Vec CHUNK = Vec.zmm(10);

  /// How far ahead of a group its row is fetched.
  private static final int PREFETCH_BYTES = 512;

  /// In the memory at RSP, behind what unpackers keep there.
  private static final int BYTES_AT = 256;

  private static final int SCALES_AT = BYTES_AT + 64;
  private static final int MINIMA_AT = SCALES_AT + 64;

  private final Assembler a = new Assembler(false);
  private final Unpacker512 unpacker;
  private final int groupBytes;

  private AmxPanel(TensorType type) {
    KernelFrame.enter(a);
    unpacker = Objects.requireNonNull(Unpackers512.of(type, Unpack512.inOrder(a)));
    groupBytes = ActivationLayout.GROUP / type.blockLength() * type.blockBytes();
  }

  /// The kernel for rows that end with `rest` weights behind whole groups.
  static byte[] emit(TensorType type, int rest) {
    return new AmxPanel(type).kernel(rest);
  }

  private byte[] kernel(int rest) {
    Gpr p = KernelFrame.PARAMETERS;
    a.mov(FIRST, at(p, WEIGHTS));
    a.mov(ROW_STEP, at(p, ROW_BYTES));
    a.mov(PANEL_AT, at(p, PANEL));
    a.mov(LEFT, at(p, GROUPS));
    Label end = a.label();
    a.cmp(LEFT, 0);
    a.jump(Condition.LESS_OR_EQUAL, end);
    Label loop = a.here();
    group(ActivationLayout.GROUP);
    a.add(FIRST, groupBytes);
    a.add(PANEL_AT, AmxLayout.steps(ActivationLayout.GROUP) * AmxLayout.PANEL_STEP);
    a.sub(LEFT, 1);
    a.jump(Condition.GREATER, loop);
    a.bind(end);
    if (rest > 0) {
      group(rest);
    }
    KernelFrame.leave(a);
    return a.toBytes();
  }

  private void group(int weights) {
    a.mov(Unpack512.GROUP, FIRST);
    a.mov(TO, PANEL_AT);
    a.mov(ROWS_LEFT, at(KernelFrame.PARAMETERS, ROWS));
    Label row = a.here();
    a.prefetch(at(Unpack512.GROUP, PREFETCH_BYTES));
    row(weights);
    a.add(Unpack512.GROUP, ROW_STEP);
    // The second tile of a step lies right behind the first, so that rows are all equally far
    // apart.
    a.add(TO, AmxLayout.TILE_ROW);
    a.sub(ROWS_LEFT, 1);
    a.jump(Condition.GREATER, row);
  }

  private void row(int weights) {
    unpacker.scales(weights);
    a.emit(VMOVUPS_STORE, at(Gpr.RSP, SCALES_AT), Unpack512.SCALES);
    boolean shifted = unpacker.offset() != 0 || unpacker.hasMinima();
    if (shifted) {
      a.emit(VMOVUPS_STORE, at(Gpr.RSP, MINIMA_AT), negativeMinima());
    }
    for (int first = 0; first < weights; first += 64) {
      int count = Math.min(64, weights - first);
      unpacker.chunk(first / 64, count, CHUNK);
      a.emit(VMOVDQU_STORE, at(Gpr.RSP, BYTES_AT), CHUNK);
      for (int i = 0; i < count; i += 16) {
        store(first + i, Vec.zmm(11 + i / 16), shifted);
      }
    }
  }

  /// `−minimum − scale · offset` for each block.
  private Vec negativeMinima() {
    Vec negative = Vec.zmm(11);
    a.emit(VPXOR, negative.x(), negative.x(), negative.x());
    if (unpacker.hasMinima()) {
      a.emit(VSUBPS, negative, negative, Unpack512.MINIMA);
    }
    if (unpacker.offset() != 0) {
      a.emit(
          VFNMADD231PS,
          negative,
          Unpack512.SCALES,
          Constants.real(a, unpacker.offset()).inAllLanes());
    }
    return negative;
  }

  /// 16 weights, half a row of a tile.
  private void store(int first, Vec v, boolean shifted) {
    int lane = 4 * (first / (unpacker.isFine() ? 16 : 32));
    a.emit(VPMOVZXBD, v, at(Gpr.RSP, BYTES_AT + first % 64));
    a.emit(VCVTDQ2PS, v, v);
    if (shifted) {
      Vec scale = Vec.zmm(15 + first / 16 % 4);
      a.emit(VBROADCASTSS, scale, at(Gpr.RSP, SCALES_AT + lane));
      a.emit(VFMADD213PS, v, scale, at(Gpr.RSP, MINIMA_AT + lane).inAllLanes());
    } else {
      a.emit(VMULPS, v, v, at(Gpr.RSP, SCALES_AT + lane).inAllLanes());
    }
    a.emit(VCVTNEPS2BF16, v.y(), v);
    int step = first / AmxLayout.STEP;
    int half = first % AmxLayout.STEP * Short.BYTES;
    a.emit(VMOVDQU_STORE, at(TO, step * AmxLayout.PANEL_STEP + half), v.y());
  }
}
