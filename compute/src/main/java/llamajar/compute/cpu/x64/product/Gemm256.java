package llamajar.compute.cpu.x64.product;

import static llamajar.compute.cpu.x64.asm.Instruction.*;
import static llamajar.compute.cpu.x64.asm.Mem.at;

import llamajar.compute.cpu.x64.asm.Assembler;
import llamajar.compute.cpu.x64.asm.Condition;
import llamajar.compute.cpu.x64.asm.Gpr;
import llamajar.compute.cpu.x64.asm.Label;
import llamajar.compute.cpu.x64.asm.Mem;
import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.compute.cpu.x64.emit.KernelFrame;
import llamajar.compute.cpu.x64.unpack256.Unpack256;
import llamajar.compute.cpu.x64.unpack256.Unpacker256;
import llamajar.compute.cpu.x64.unpack256.Unpackers256;
import llamajar.gguf.TensorType;

/// Emits the product of a panel with a tile, see [PanelLayout], with AVX2. Its parameters are those
/// of [Gemm512].
///
/// A lane is a row. For each block four weights of all rows are multiplied with four activations of
/// one column, which are read in all lanes; then the sums of the block are converted to float32 and
/// multiplied with the scales. All sums stay in registers. Without `vpdpbusd`, sums stay in 16 bits
/// as long as the weights of the type allow it.
final class Gemm256 {
  private static final int ROWS = 8;
  private static final int COLUMNS = 6;

  private static final Gpr W = Gpr.RAX;
  private static final Gpr X = Gpr.RCX;
  private static final Gpr LEFT = Gpr.RDX;

  private static final Vec WEIGHTS = Vec.ymm(12);
  private static final Vec T0 = Vec.ymm(13);
  private static final Vec T1 = Vec.ymm(14);
  private static final Vec MORE_WEIGHTS = Vec.ymm(15);

  private final Assembler a;
  private final Dot256 dot;
  private final PanelLayout layout;
  private final int steps;

  /// Where the set of bytes of activations is that is being multiplied.
  private int bytesAt;

  private Gemm256(Assembler a, Dot256 dot, PanelLayout layout) {
    this.a = a;
    this.dot = dot;
    this.layout = layout;
    steps = layout.block() / 4;
  }

  /// What suits 16 registers.
  static PanelLayout layout(boolean fine, boolean precise) {
    return new PanelLayout(ROWS, COLUMNS, fine ? 16 : 32, precise);
  }

  /// @param a an empty program
  /// @param vnni whether there is `vpdpbusd`
  /// @param precise whether activations have 16 bits
  static byte[] emit(Assembler a, TensorType type, boolean vnni, boolean precise) {
    Unpacker256 unpacker = Unpackers256.of(type, new Unpack256(new Assembler(false)), !vnni);
    new Gemm256(a, Dot256.of(unpacker, vnni), layout(unpacker.isFine(), precise)).kernel();
    return a.toBytes();
  }

  private void kernel() {
    KernelFrame.enter(a);
    Gpr p = KernelFrame.PARAMETERS;
    a.mov(W, at(p, Gemm512.PANEL));
    a.mov(X, at(p, Gemm512.TILE));
    a.mov(LEFT, at(p, Gemm512.BLOCKS));
    for (int c = 0; c < COLUMNS; c++) {
      a.emit(VPXOR, sum(c), sum(c), sum(c));
    }
    a.alignLoop();
    Label loop = a.here();
    products();
    if (layout.precise()) {
      lowProducts();
    }
    scale();
    a.add(W, layout.panelBytes());
    a.add(X, layout.tileBytes());
    a.sub(LEFT, 1);
    a.jump(Condition.GREATER, loop);
    store(p);
    KernelFrame.leave(a);
  }

  private void products() {
    if (dot.vnni()) {
      accumulating();
    } else if (dot.sumsInWords() >= steps) {
      inWords();
    } else if (dot.sumsInWords() >= 2) {
      inPairs();
    } else {
      oneByOne();
    }
  }

  /// Adds those of the low bytes. Without `vpdpbusd` there are no registers for both sums.
  private void lowProducts() {
    for (int c = 0; c < COLUMNS; c++) {
      a.emit(VPSLLD, 8, dot(c), dot(c));
      if (!dot.vnni()) {
        a.emit(VMOVDQU_STORE, local(c), dot(c));
      }
    }
    bytesAt = layout.block() * COLUMNS;
    products();
    bytesAt = 0;
    for (int c = 0; c < COLUMNS; c++) {
      if (!dot.vnni()) {
        a.emit(VPADDD, dot(c), dot(c), local(c));
      }
    }
  }

  private void accumulating() {
    for (int c = 0; c < COLUMNS && bytesAt == 0; c++) {
      a.emit(VPXOR, dot(c), dot(c), dot(c));
    }
    for (int k = 0; k < steps; k++) {
      a.emit(VMOVDQU, WEIGHTS, weights(k));
      for (int c = 0; c < COLUMNS; c++) {
        Vec t = Vec.ymm(13 + c % 3);
        a.emit(VPBROADCASTD, t, activations(k, c));
        a.emit(VPDPBUSD, dot(c), WEIGHTS, t);
      }
    }
  }

  /// The sums of a block fit in 16 bits.
  private void inWords() {
    for (int k = 0; k < steps; k++) {
      a.emit(VMOVDQU, WEIGHTS, weights(k));
      for (int c = 0; c < COLUMNS; c++) {
        Vec t = k == 0 ? dot(c) : Vec.ymm(13 + c % 3);
        a.emit(VPBROADCASTD, t, activations(k, c));
        dot.words(a, t, WEIGHTS, WEIGHTS, t);
        if (k > 0) {
          a.emit(VPADDW, dot(c), dot(c), t);
        }
      }
    }
    for (int c = 0; c < COLUMNS; c++) {
      Dot256.widen(a, dot(c));
    }
  }

  /// Two sums fit in 16 bits.
  private void inPairs() {
    for (int k = 0; k < steps; k += 2) {
      a.emit(VMOVDQU, WEIGHTS, weights(k));
      a.emit(VMOVDQU, MORE_WEIGHTS, weights(k + 1));
      for (int c = 0; c < COLUMNS; c++) {
        Vec t = k == 0 ? dot(c) : T0;
        a.emit(VPBROADCASTD, t, activations(k, c));
        dot.words(a, t, WEIGHTS, WEIGHTS, t);
        a.emit(VPBROADCASTD, T1, activations(k + 1, c));
        dot.words(a, T1, MORE_WEIGHTS, MORE_WEIGHTS, T1);
        a.emit(VPADDW, t, t, T1);
        addWidened(c, t, k > 0);
      }
    }
  }

  private void oneByOne() {
    Vec magnitudes = MORE_WEIGHTS;
    for (int k = 0; k < steps; k++) {
      a.emit(VMOVDQU, WEIGHTS, weights(k));
      dot.magnitudes(a, magnitudes, WEIGHTS);
      for (int c = 0; c < COLUMNS; c++) {
        Vec t = k == 0 ? dot(c) : Vec.ymm(13 + c % 2);
        a.emit(VPBROADCASTD, t, activations(k, c));
        dot.words(a, t, WEIGHTS, magnitudes, t);
        addWidened(c, t, k > 0);
      }
    }
  }

  private void addWidened(int column, Vec sums, boolean add) {
    Dot256.widen(a, sums);
    if (add) {
      a.emit(VPADDD, dot(column), dot(column), sums);
    }
  }

  private void scale() {
    Vec scales = WEIGHTS;
    Vec minima = MORE_WEIGHTS;
    a.emit(VMOVUPS, scales, weights(steps));
    a.emit(VMOVUPS, minima, weights(steps + 1));
    for (int c = 0; c < COLUMNS; c++) {
      a.emit(VCVTDQ2PS, dot(c), dot(c));
      a.emit(VBROADCASTSS, T0, at(X, layout.codeBytes() + 4 * c));
      a.emit(VMULPS, T0, T0, scales);
      a.emit(VBROADCASTSS, T1, at(X, layout.codeBytes() + 4 * (COLUMNS + c)));
      a.emit(VFNMADD231PS, sum(c), T1, minima);
      a.emit(VFMADD231PS, sum(c), dot(c), T0);
    }
  }

  private void store(Gpr p) {
    Gpr bits = Gpr.RSI;
    Label part = a.label();
    Label end = a.label();
    a.mov(bits, at(p, Gemm512.ROW_BITS));
    a.cmp(bits, (1 << ROWS) - 1);
    a.jump(Condition.NOT_EQUAL, part);
    for (int c = 0; c < COLUMNS; c++) {
      a.mov(W, at(p, Gemm512.TARGETS + 8 * c));
      a.emit(VMOVUPS_STORE, at(W), sum(c));
    }
    a.jmp(end);
    a.bind(part);
    for (int c = 0; c < COLUMNS; c++) {
      a.emit(VMOVUPS_STORE, local(c), sum(c));
    }
    copyRows(p, bits);
    a.bind(end);
  }

  /// The rows that there are, one after the other.
  private void copyRows(Gpr p, Gpr bits) {
    Gpr offset = X;
    Gpr number = LEFT;
    a.mov(offset, 0);
    Label row = a.here();
    for (int c = 0; c < COLUMNS; c++) {
      a.mov32(number, at(Gpr.RSP, offset, 1, 4 * ROWS * c));
      a.mov(W, at(p, Gemm512.TARGETS + 8 * c));
      a.mov32(at(W, offset, 1, 0), number);
    }
    a.add(offset, 4);
    a.shr(bits, 1);
    a.cmp(bits, 0);
    a.jump(Condition.GREATER, row);
  }

  /// A vector of a block of the panel; scales and what is subtracted are behind the weights.
  private static Mem weights(int step) {
    return at(W, 4 * ROWS * step);
  }

  private Mem activations(int step, int column) {
    return at(X, bytesAt + 4 * (COLUMNS * step + column));
  }

  private static Mem local(int column) {
    return at(Gpr.RSP, 4 * ROWS * column);
  }

  private static Vec dot(int column) {
    return Vec.ymm(column);
  }

  private static Vec sum(int column) {
    return Vec.ymm(COLUMNS + column);
  }
}
