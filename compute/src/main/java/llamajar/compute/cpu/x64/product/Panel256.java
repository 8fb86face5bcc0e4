package llamajar.compute.cpu.x64.product;

import static llamajar.compute.cpu.x64.asm.Instruction.*;
import static llamajar.compute.cpu.x64.asm.Mem.at;

import java.util.function.IntUnaryOperator;
import llamajar.compute.cpu.x64.asm.Assembler;
import llamajar.compute.cpu.x64.asm.Condition;
import llamajar.compute.cpu.x64.asm.Gpr;
import llamajar.compute.cpu.x64.asm.Label;
import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.compute.cpu.x64.emit.KernelFrame;
import llamajar.compute.cpu.x64.unpack256.Unpack256;
import llamajar.compute.cpu.x64.unpack256.Unpacker256;
import llamajar.compute.cpu.x64.unpack256.Unpackers256;
import llamajar.gguf.TensorType;

/// Emits the kernel that unpacks 8 rows of weights into a panel, see [PanelLayout], with AVX2: a
/// group of each row into a buffer, then all of them transposed. Its parameters are those of
/// [Panel512].
final class Panel256 {
  private static final Gpr FIRST = Gpr.RSI;
  private static final Gpr LEFT = Gpr.RCX;
  private static final Gpr ROWS_LEFT = Gpr.R8;
  private static final Gpr TO = Gpr.R9;
  private static final Gpr PANEL_AT = Gpr.R10;
  private static final Gpr ROW_STEP = Gpr.R11;
  private static final Vec CHUNK = Vec.ymm(0);

  private static final int SCALES = ActivationLayout.GROUP;
  private static final int MINIMA = SCALES + 64;

  private final Assembler a;
  private final Unpacker256 unpacker;
  private final PanelLayout layout;
  private final int groupBytes;

  private Panel256(Assembler a, TensorType type, boolean vnni) {
    this.a = a;
    KernelFrame.enter(a);
    unpacker = Unpackers256.of(type, new Unpack256(a), !vnni);
    layout = Gemm256.layout(unpacker.isFine(), false);
    groupBytes = ActivationLayout.GROUP / type.blockLength() * type.blockBytes();
  }

  /// The kernel for rows that end with `rest` weights behind whole groups.
  ///
  /// @param vnni whether the panel is for products with `vpdpbusd`
  static byte[] emit(TensorType type, boolean vnni, int rest) {
    Assembler a = new Assembler(false);
    new Panel256(a, type, vnni).kernel(rest);
    return a.toBytes();
  }

  private void kernel(int rest) {
    Gpr p = KernelFrame.PARAMETERS;
    a.mov(FIRST, at(p, Panel512.WEIGHTS));
    a.mov(ROW_STEP, at(p, Panel512.ROW_BYTES));
    a.mov(PANEL_AT, at(p, Panel512.PANEL));
    a.mov(LEFT, at(p, Panel512.GROUPS));
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
    a.mov(Unpack256.GROUP, FIRST);
    a.mov(TO, at(p, Panel512.BUFFER));
    a.mov(ROWS_LEFT, at(p, Panel512.ROWS));
    Label row = a.here();
    row(weights);
    a.add(Unpack256.GROUP, ROW_STEP);
    a.add(TO, PanelLayout.BUFFER_ROW);
    a.sub(ROWS_LEFT, 1);
    a.jump(Condition.GREATER, row);
    transpose(weights);
  }

  private void row(int weights) {
    unpacker.scales(weights);
    CorrectedMinima.add(a, unpacker);
    store(SCALES, Unpack256.SCALES, Unpack256.MORE_SCALES);
    if (!CorrectedMinima.exist(unpacker)) {
      a.emit(VPXOR, Unpack256.MINIMA, Unpack256.MINIMA, Unpack256.MINIMA);
    }
    store(MINIMA, Unpack256.MINIMA, Unpack256.MORE_MINIMA);
    for (int i = 0; 32 * i < weights; i++) {
      unpacker.chunk(i, CHUNK);
      a.emit(VMOVDQU_STORE, at(TO, 32 * i), CHUNK);
    }
  }

  private void store(int offset, Vec first, Vec last) {
    a.emit(VMOVUPS_STORE, at(TO, offset), first);
    if (unpacker.isFine()) {
      a.emit(VMOVUPS_STORE, at(TO, offset + 32), last);
    }
  }

  private void transpose(int weights) {
    Gpr from = Gpr.R9;
    a.mov(from, at(KernelFrame.PARAMETERS, Panel512.BUFFER));
    int words = layout.block() / 4;
    int vector = 4 * layout.rows();
    for (int k = 0; k < weights / 4; k += 4) {
      int first = k;
      transpose(
          from,
          4 * k,
          i -> (first + i) / words * layout.panelBytes() + (first + i) % words * vector);
    }
    int blocks = layout.blocks(weights);
    for (int b = 0; b < blocks; b += 4) {
      int first = b;
      int behind = vector * words;
      transpose(
          from,
          SCALES + 4 * b,
          i -> first + i < blocks ? (first + i) * layout.panelBytes() + behind : -1);
      transpose(
          from,
          MINIMA + 4 * b,
          i -> first + i < blocks ? (first + i) * layout.panelBytes() + behind + vector : -1);
    }
  }

  /// Four numbers of each row become four vectors of 8 rows.
  private void transpose(Gpr from, int offset, IntUnaryOperator target) {
    Vec[] z = {Vec.ymm(0), Vec.ymm(1), Vec.ymm(2), Vec.ymm(3)};
    for (int j = 0; j < 4; j++) {
      int row = offset + j * PanelLayout.BUFFER_ROW;
      a.emit(VMOVDQU, z[j].x(), at(from, row));
      a.emit(VINSERTI128, 1, z[j], z[j], at(from, row + 4 * PanelLayout.BUFFER_ROW));
    }
    Vec[] t = {Vec.ymm(4), Vec.ymm(5), Vec.ymm(6), Vec.ymm(7)};
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
