package llamajar.compute.cpu.x64.product;

import static llamajar.compute.cpu.x64.asm.Instruction.KMOVW;
import static llamajar.compute.cpu.x64.asm.Instruction.LDTILECFG;
import static llamajar.compute.cpu.x64.asm.Instruction.TDPBF16PS;
import static llamajar.compute.cpu.x64.asm.Instruction.TILELOADD;
import static llamajar.compute.cpu.x64.asm.Instruction.TILERELEASE;
import static llamajar.compute.cpu.x64.asm.Instruction.TILESTORED;
import static llamajar.compute.cpu.x64.asm.Instruction.TILEZERO;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVUPS;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVUPS_STORE;
import static llamajar.compute.cpu.x64.asm.Mem.at;

import llamajar.compute.cpu.x64.asm.Assembler;
import llamajar.compute.cpu.x64.asm.Condition;
import llamajar.compute.cpu.x64.asm.Constants;
import llamajar.compute.cpu.x64.asm.Gpr;
import llamajar.compute.cpu.x64.asm.Label;
import llamajar.compute.cpu.x64.asm.Mask;
import llamajar.compute.cpu.x64.asm.Mem;
import llamajar.compute.cpu.x64.asm.Tile;
import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.compute.cpu.x64.emit.KernelFrame;

/// Emits the product of a panel with all column tiles, see [AmxLayout].
///
/// Two tiles of weights are multiplied with two of activations, so that each tile that is loaded,
/// in 8 cycles, serves two products of 16 cycles; the four sums take the other four registers. A
/// last column tile without a partner is multiplied alone. Sums come out as `[row][column]`, and
/// are transposed on their way to the result, once for all steps.
final class AmxGemm {
  /// Parameters: panel, first column tile, its bytes, steps, columns, bits of the rows that are
  /// written, first row of column 0 of the result, distance of columns in the result in bytes,
  /// buffer of [#BUFFER_BYTES].
  static final int PANEL = 0;

  static final int TILES = 8;
  static final int TILE_BYTES = 16;
  static final int STEPS = 24;
  static final int COLUMNS = 32;
  static final int ROW_BITS = 40;
  static final int TARGET = 48;
  static final int TARGET_STRIDE = 56;
  static final int BUFFER = 64;

  static final int BUFFER_BYTES = 2 * AmxLayout.TILE_BYTES;

  private static final int PALETTE = 1;
  private static final int TILE_COUNT = 8;

  private static final Gpr W = Gpr.RAX;
  private static final Gpr X = Gpr.RCX;
  private static final Gpr LEFT = Gpr.RDX;
  private static final Gpr X_NEXT = Gpr.RSI;
  private static final Gpr TILE_STRIDE = Gpr.R8;
  private static final Gpr TILES_AT = Gpr.R9;
  private static final Gpr COLUMNS_LEFT = Gpr.R10;
  private static final Gpr Y = Gpr.R11;
  private static final Gpr Y_STEP = Gpr.R12;
  private static final Gpr BUFFER_AT = Gpr.R13;
  private static final Gpr X_STEP = Gpr.R14;
  private static final Gpr COUNT = Gpr.R15;
  private static final Gpr FROM = Gpr.RBX;

  private static final Mask[] WRITTEN = {new Mask(1), new Mask(2)};

  private final Assembler a = new Assembler(false);

  private AmxGemm() {}

  static byte[] emit() {
    AmxGemm kernel = new AmxGemm();
    kernel.kernel();
    return kernel.a.toBytes();
  }

  private void kernel() {
    KernelFrame.enter(a);
    Gpr p = KernelFrame.PARAMETERS;
    a.emit(LDTILECFG, configuration());
    a.mov(TILE_STRIDE, AmxLayout.TILE_ROW);
    a.mov(TILES_AT, at(p, TILES));
    a.mov(COLUMNS_LEFT, at(p, COLUMNS));
    a.mov(Y, at(p, TARGET));
    a.mov(Y_STEP, at(p, TARGET_STRIDE));
    a.mov(BUFFER_AT, at(p, BUFFER));
    a.mov(X_STEP, at(p, TILE_BYTES));
    a.emit(KMOVW, WRITTEN[0], at(p, ROW_BITS));
    a.emit(KMOVW, WRITTEN[1], at(p, ROW_BITS + 2));

    Label pairs = a.label();
    Label last = a.label();
    Label end = a.label();
    a.bind(pairs);
    a.cmp(COLUMNS_LEFT, AmxLayout.COLUMNS);
    a.jump(Condition.LESS_OR_EQUAL, last);
    columnTiles(2);
    a.jmp(pairs);
    a.bind(last);
    a.cmp(COLUMNS_LEFT, 0);
    a.jump(Condition.LESS_OR_EQUAL, end);
    columnTiles(1);
    a.bind(end);
    a.emit(TILERELEASE);
    KernelFrame.leave(a);
  }

  /// All tiles have 16 rows of 64 bytes.
  private Mem configuration() {
    int firstRowBytes = 16;
    int firstRows = 48;
    return Constants.bytes(
        a,
        64,
        i -> {
          if (i == 0) {
            return PALETTE;
          }
          if (i >= firstRowBytes && i < firstRowBytes + 2 * TILE_COUNT) {
            return i % 2 == 0 ? AmxLayout.TILE_ROW : 0;
          }
          return i >= firstRows && i < firstRows + TILE_COUNT ? AmxLayout.TILE_ROWS : 0;
        });
  }

  /// Multiplies the panel with one or two column tiles.
  private void columnTiles(int count) {
    Gpr p = KernelFrame.PARAMETERS;
    a.mov(W, at(p, PANEL));
    a.mov(LEFT, at(p, STEPS));
    a.mov(X, TILES_AT);
    a.lea(X_NEXT, at(X, X_STEP, 1, 0));
    for (int c = 0; c < count; c++) {
      a.emit(TILEZERO, sum(0, c));
      a.emit(TILEZERO, sum(1, c));
    }
    a.alignLoop();
    Label loop = a.here();
    a.emit(TILELOADD, activations(0), at(X, TILE_STRIDE, 1, 0));
    a.emit(TILELOADD, weights(0), at(W, TILE_STRIDE, 1, 0));
    a.emit(TDPBF16PS, sum(0, 0), weights(0), activations(0));
    a.emit(TILELOADD, weights(1), at(W, TILE_STRIDE, 1, AmxLayout.TILE_BYTES));
    a.emit(TDPBF16PS, sum(1, 0), weights(1), activations(0));
    if (count == 2) {
      a.emit(TILELOADD, activations(1), at(X_NEXT, TILE_STRIDE, 1, 0));
      a.emit(TDPBF16PS, sum(0, 1), weights(0), activations(1));
      a.emit(TDPBF16PS, sum(1, 1), weights(1), activations(1));
      a.add(X_NEXT, AmxLayout.TILE_BYTES);
    }
    a.add(W, AmxLayout.PANEL_STEP);
    a.add(X, AmxLayout.TILE_BYTES);
    a.sub(LEFT, 1);
    a.jump(Condition.GREATER, loop);
    for (int c = 0; c < count; c++) {
      store(c);
    }
    a.lea(TILES_AT, at(TILES_AT, X_STEP, count, 0));
  }

  /// Writes 32 rows of up to 16 columns, and goes on to the next ones.
  private void store(int c) {
    Label done = a.label();
    for (int half = 0; half < 2; half++) {
      int tile = half * AmxLayout.TILE_BYTES;
      a.emit(TILESTORED, at(BUFFER_AT, TILE_STRIDE, 1, tile), sum(half, c));
      for (int r = 0; r < AmxLayout.TILE_ROWS; r++) {
        a.emit(VMOVUPS, Vec.zmm(r), at(BUFFER_AT, tile + AmxLayout.TILE_ROW * r));
      }
      Transposition16.emit(a);
      for (int k = 0; k < AmxLayout.COLUMNS; k++) {
        a.emit(VMOVUPS_STORE, at(BUFFER_AT, tile + AmxLayout.TILE_ROW * k), Vec.zmm(k));
      }
    }
    a.mov(FROM, BUFFER_AT);
    a.mov(COUNT, AmxLayout.COLUMNS);
    Label column = a.here();
    for (int half = 0; half < 2; half++) {
      a.emit(VMOVUPS, Vec.zmm(half), at(FROM, half * AmxLayout.TILE_BYTES));
      a.emit(VMOVUPS_STORE, at(Y, half * AmxLayout.TILE_ROW).merge(WRITTEN[half]), Vec.zmm(half));
    }
    a.add(FROM, AmxLayout.TILE_ROW);
    a.add(Y, Y_STEP);
    a.sub(COLUMNS_LEFT, 1);
    a.jump(Condition.LESS_OR_EQUAL, done);
    a.sub(COUNT, 1);
    a.jump(Condition.GREATER, column);
    a.bind(done);
  }

  private static Tile sum(int half, int column) {
    return new Tile(2 * half + column);
  }

  private static Tile weights(int half) {
    return new Tile(4 + half);
  }

  private static Tile activations(int column) {
    return new Tile(6 + column);
  }
}
