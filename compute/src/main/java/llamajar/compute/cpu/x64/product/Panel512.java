package llamajar.compute.cpu.x64.product;

import static llamajar.compute.cpu.x64.asm.Instruction.*;
import static llamajar.compute.cpu.x64.asm.Mem.at;

import java.util.Objects;
import llamajar.compute.cpu.x64.asm.Assembler;
import llamajar.compute.cpu.x64.asm.Condition;
import llamajar.compute.cpu.x64.asm.Constants;
import llamajar.compute.cpu.x64.asm.Gpr;
import llamajar.compute.cpu.x64.asm.Label;
import llamajar.compute.cpu.x64.asm.Mem;
import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.compute.cpu.x64.emit.KernelFrame;
import llamajar.compute.cpu.x64.unpack.Unpack512;
import llamajar.compute.cpu.x64.unpack.Unpacker512;
import llamajar.compute.cpu.x64.unpack.Unpackers512;
import llamajar.gguf.TensorType;

/// Emits the kernel that unpacks 16 rows of weights into a panel, see [PanelLayout], with AVX-512:
/// a group of each row into a buffer, then all of them transposed.
final class Panel512 {
  /// Parameters: weights, distance of rows in bytes, rows (1 to 16), whole groups in a row, panel,
  /// buffer of [PanelLayout#bufferBytes()]. What the panel has of missing rows is undefined, but
  /// finite.
  static final int WEIGHTS = 0;

  static final int ROW_BYTES = 8;
  static final int ROWS = 16;
  static final int GROUPS = 24;
  static final int PANEL = 32;
  static final int BUFFER = 40;

  private static final int BUFFER_ROW = PanelLayout.BUFFER_ROW;

  private static final Gpr FIRST = Gpr.RSI;
  private static final Gpr LEFT = Gpr.RCX;
  private static final Gpr ROWS_LEFT = Gpr.R8;
  private static final Gpr TO = Gpr.R9;
  private static final Gpr PANEL_AT = Gpr.R10;
  private static final Gpr ROW_STEP = Gpr.R11;

  private final Assembler a;
  private final Unpacker512 unpacker;
  private final PanelLayout layout;
  private final int groupBytes;

  private Panel512(Assembler a, TensorType type) {
    this.a = a;
    KernelFrame.enter(a);
    unpacker = Objects.requireNonNull(Unpackers512.of(type, Unpack512.inOrder(a)));
    layout = Gemm512.layout(unpacker.isFine(), false);
    groupBytes = ActivationLayout.GROUP / type.blockLength() * type.blockBytes();
  }

  /// The kernel for rows that end with `rest` weights behind whole groups.
  static byte[] emit(TensorType type, int rest) {
    Assembler a = new Assembler(false);
    new Panel512(a, type).kernel(rest);
    return a.toBytes();
  }

  private void kernel(int rest) {
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
    a.add(PANEL_AT, layout.blocks(ActivationLayout.GROUP) * layout.panelBytes());
    a.sub(LEFT, 1);
    a.jump(Condition.GREATER, loop);
    a.bind(end);
    if (rest > 0) {
      group(rest);
    }
    KernelFrame.leave(a);
  }

  private void group(int weights) {
    Gpr p = KernelFrame.PARAMETERS;
    a.mov(Unpack512.GROUP, FIRST);
    a.mov(TO, at(p, BUFFER));
    a.mov(ROWS_LEFT, at(p, ROWS));
    Label row = a.here();
    row(weights);
    a.add(Unpack512.GROUP, ROW_STEP);
    a.add(TO, BUFFER_ROW);
    a.sub(ROWS_LEFT, 1);
    a.jump(Condition.GREATER, row);
    transpose(weights);
  }

  private void row(int weights) {
    unpacker.scales(weights);
    Vec scales = Unpack512.SCALES;
    Vec minima = Unpack512.MINIMA;
    if (unpacker.offset() != 0) {
      Mem offset = Constants.real(a, unpacker.offset()).inAllLanes();
      if (unpacker.hasMinima()) {
        a.emit(VFMADD231PS, minima, scales, offset);
      } else {
        a.emit(VMULPS, minima, scales, offset);
      }
    } else if (!unpacker.hasMinima()) {
      a.emit(VPXOR, minima.x(), minima.x(), minima.x());
    }
    a.emit(VMOVUPS_STORE, at(TO, 256), scales);
    a.emit(VMOVUPS_STORE, at(TO, 320), minima);
    for (int i = 0; 64 * i < weights; i++) {
      Vec chunk = Vec.zmm(13 + i);
      unpacker.chunk(i, Math.min(64, weights - 64 * i), chunk);
      a.emit(VMOVDQU_STORE, at(TO, 64 * i), chunk);
    }
  }

  private void transpose(int weights) {
    Gpr from = Gpr.R9;
    a.mov(from, at(KernelFrame.PARAMETERS, BUFFER));
    int words = layout.block() / 4;
    for (int k = 0; k < weights / 4; k += 4) {
      int first = k;
      transpose(
          from, 4 * k, i -> (first + i) / words * layout.panelBytes() + (first + i) % words * 64);
    }
    int blocks = layout.blocks(weights);
    for (int b = 0; b < blocks; b += 4) {
      int first = b;
      int behind = 64 * words;
      transpose(
          from,
          256 + 4 * b,
          i -> first + i < blocks ? (first + i) * layout.panelBytes() + behind : -1);
      transpose(
          from,
          320 + 4 * b,
          i -> first + i < blocks ? (first + i) * layout.panelBytes() + behind + 64 : -1);
    }
  }

  /// Four numbers of each row become four vectors of 16 rows.
  private void transpose(Gpr from, int offset, java.util.function.IntUnaryOperator target) {
    Vec[] z = {Vec.zmm(0), Vec.zmm(1), Vec.zmm(2), Vec.zmm(3)};
    for (int j = 0; j < 4; j++) {
      a.emit(VMOVDQU, z[j].x(), at(from, offset + j * BUFFER_ROW));
      for (int lane = 1; lane < 4; lane++) {
        a.emit(VINSERTI128, lane, z[j], z[j], at(from, offset + (4 * lane + j) * BUFFER_ROW));
      }
    }
    Vec[] t = {Vec.zmm(4), Vec.zmm(5), Vec.zmm(6), Vec.zmm(7)};
    a.emit(VPUNPCKLDQ, t[0], z[0], z[1]);
    a.emit(VPUNPCKHDQ, t[1], z[0], z[1]);
    a.emit(VPUNPCKLDQ, t[2], z[2], z[3]);
    a.emit(VPUNPCKHDQ, t[3], z[2], z[3]);
    a.emit(VPUNPCKLQDQ, z[0], t[0], t[2]);
    a.emit(VPUNPCKHQDQ, z[1], t[0], t[2]);
    a.emit(VPUNPCKLQDQ, z[2], t[1], t[3]);
    a.emit(VPUNPCKHQDQ, z[3], t[1], t[3]);
    for (int i = 0; i < 4; i++) {
      int offsetOf = target.applyAsInt(i);
      if (offsetOf >= 0) {
        a.emit(VMOVDQU_STORE, at(PANEL_AT, offsetOf), z[i]);
      }
    }
  }
}
