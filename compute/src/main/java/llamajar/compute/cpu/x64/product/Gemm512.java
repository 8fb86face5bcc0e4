package llamajar.compute.cpu.x64.product;

import static llamajar.compute.cpu.x64.asm.Instruction.*;
import static llamajar.compute.cpu.x64.asm.Mem.at;

import llamajar.compute.cpu.x64.asm.Assembler;
import llamajar.compute.cpu.x64.asm.Condition;
import llamajar.compute.cpu.x64.asm.Gpr;
import llamajar.compute.cpu.x64.asm.Label;
import llamajar.compute.cpu.x64.asm.Mask;
import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.compute.cpu.x64.emit.KernelFrame;

/// Emits the product of a panel with a tile, see [PanelLayout], with AVX-512.
///
/// A lane is a row. For each block `vpdpbusd` multiplies four weights of all rows with four
/// activations of one column, which are read in all lanes; then the sums of the block are converted
/// to float32 and multiplied with the scales. All sums stay in registers.
final class Gemm512 {
  /// Parameters: panel, tile, number of blocks, bits of the rows that are written, addresses of the
  /// first row in each column's result.
  static final int PANEL = 0;

  static final int TILE = 8;
  static final int BLOCKS = 16;
  static final int ROW_BITS = 24;
  static final int TARGETS = 32;

  private static final Gpr W = Gpr.RAX;
  private static final Gpr X = Gpr.RCX;
  private static final Gpr LEFT = Gpr.RDX;
  private static final int COLUMNS = 12;
  private static final Vec SCALES = Vec.zmm(26);
  private static final Vec MINIMA = Vec.zmm(27);
  private static final Mask ROWS = new Mask(1);

  private Gemm512() {}

  /// What suits 32 registers.
  static PanelLayout layout(boolean fine, boolean precise) {
    return new PanelLayout(16, COLUMNS, fine ? 16 : 32, precise);
  }

  static byte[] emit(PanelLayout layout) {
    Assembler a = new Assembler(false);
    KernelFrame.enter(a);
    Gpr p = KernelFrame.PARAMETERS;
    a.mov(W, at(p, PANEL));
    a.mov(X, at(p, TILE));
    a.mov(LEFT, at(p, BLOCKS));
    for (int c = 0; c < COLUMNS; c++) {
      a.emit(VPXOR, sum(c), sum(c), sum(c));
    }
    a.alignLoop();
    Label loop = a.here();
    block(a, layout);
    a.add(W, layout.panelBytes());
    a.add(X, layout.tileBytes());
    a.sub(LEFT, 1);
    a.jump(Condition.GREATER, loop);
    a.emit(KMOVW, ROWS, at(p, ROW_BITS));
    for (int c = 0; c < COLUMNS; c++) {
      a.mov(W, at(p, TARGETS + 8 * c));
      a.emit(VMOVUPS_STORE, at(W).merge(ROWS), sum(c));
    }
    KernelFrame.leave(a);
    return a.toBytes();
  }

  private static void block(Assembler a, PanelLayout layout) {
    for (int c = 0; c < COLUMNS; c++) {
      a.emit(VPXOR, dot(c).x(), dot(c).x(), dot(c).x());
    }
    int steps = layout.block() / 4;
    multiply(a, layout, 0);
    if (layout.precise()) {
      for (int c = 0; c < COLUMNS; c++) {
        a.emit(VPSLLD, 8, dot(c), dot(c));
      }
      multiply(a, layout, layout.block() * COLUMNS);
    }
    int scales = 64 * steps;
    int columnScales = layout.codeBytes();
    a.emit(VMOVUPS, SCALES, at(W, scales));
    a.emit(VMOVUPS, MINIMA, at(W, scales + 64));
    for (int c = 0; c < COLUMNS; c++) {
      Vec combined = Vec.zmm(28 + c % 4);
      a.emit(VCVTDQ2PS, dot(c), dot(c));
      a.emit(VMULPS, combined, SCALES, at(X, columnScales + 4 * c).inAllLanes());
      a.emit(VFNMADD231PS, sum(c), MINIMA, at(X, columnScales + 4 * (COLUMNS + c)).inAllLanes());
      a.emit(VFMADD231PS, sum(c), dot(c), combined);
    }
  }

  /// Adds the products of a block with one set of bytes of activations.
  private static void multiply(Assembler a, PanelLayout layout, int offset) {
    for (int k = 0; k < layout.block() / 4; k++) {
      Vec weights = Vec.zmm(24 + k % 2);
      a.emit(VMOVDQU, weights, at(W, 64 * k));
      for (int c = 0; c < COLUMNS; c++) {
        a.emit(VPDPBUSD, dot(c), weights, at(X, offset + 4 * (k * COLUMNS + c)).inAllLanes());
      }
    }
  }

  private static Vec sum(int column) {
    return Vec.zmm(column);
  }

  private static Vec dot(int column) {
    return Vec.zmm(COLUMNS + column);
  }
}
