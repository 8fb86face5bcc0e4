package llamajar.compute.cpu.x64.product;

import static llamajar.compute.cpu.x64.asm.Instruction.VCVTNEPS2BF16;
import static llamajar.compute.cpu.x64.asm.Instruction.VINSERTI64X4;
import static llamajar.compute.cpu.x64.asm.Instruction.VMOVDQU_STORE;
import static llamajar.compute.cpu.x64.asm.Instruction.VPXOR;
import static llamajar.compute.cpu.x64.asm.Mem.at;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import llamajar.compute.cpu.kernel.ActivationForm;
import llamajar.compute.cpu.kernel.FloatRows;
import llamajar.compute.cpu.kernel.Scratch;
import llamajar.compute.cpu.x64.asm.Assembler;
import llamajar.compute.cpu.x64.asm.Condition;
import llamajar.compute.cpu.x64.asm.Gpr;
import llamajar.compute.cpu.x64.asm.Label;
import llamajar.compute.cpu.x64.asm.Vec;
import llamajar.compute.cpu.x64.emit.EmittedKernels;
import llamajar.compute.cpu.x64.emit.KernelFrame;
import llamajar.compute.cpu.x64.emit.ParameterBlock;

/// Column tiles of [AmxLayout]: activations as bfloat16, zero where columns are missing.
final class AmxColumns implements ActivationForm {
  static final AmxColumns INSTANCE = new AmxColumns();

  // Parameters: activations of the first column, distance of columns in bytes, steps, target.
  private static final int SOURCE = 0;

  private static final int STRIDE = 8;
  private static final int STEPS = 16;
  private static final int TARGET = 24;

  private static final Gpr FROM = Gpr.RAX;
  private static final Gpr STEP = Gpr.RCX;
  private static final Gpr LEFT = Gpr.RDX;
  private static final Gpr TO = Gpr.RSI;
  private static final Gpr COLUMN = Gpr.R8;

  /// By the number of columns.
  private static final EmittedKernels KERNELS =
      new EmittedKernels(AmxLayout.COLUMNS + 1, AmxColumns::emit);

  private AmxColumns() {}

  @Override
  public long bytes(int width, int columns) {
    return parts(columns) * AmxLayout.columnTileBytes(width);
  }

  @Override
  public int parts(int columns) {
    return Math.ceilDiv(columns, AmxLayout.COLUMNS);
  }

  @Override
  public boolean isCheap(int columns) {
    return false;
  }

  @Override
  public void prepare(FloatRows in, int part, MemorySegment target, Scratch scratch) {
    int first = part * AmxLayout.COLUMNS;
    int columns = Math.min(AmxLayout.COLUMNS, in.rows() - first);
    MemorySegment p = ParameterBlock.of(scratch);
    ParameterBlock.set(p, SOURCE, in.data().address() + in.offset(first));
    ParameterBlock.set(p, STRIDE, in.offset(1));
    ParameterBlock.set(p, STEPS, AmxLayout.steps(in.width()));
    ParameterBlock.set(p, TARGET, target.address() + part * AmxLayout.columnTileBytes(in.width()));
    try {
      KERNELS.get(columns).call(p.address());
    } finally {
      Reference.reachabilityFence(in);
      Reference.reachabilityFence(target);
      Reference.reachabilityFence(scratch);
    }
  }

  private static byte[] emit(int columns) {
    Assembler a = new Assembler(false);
    KernelFrame.enter(a);
    Gpr p = KernelFrame.PARAMETERS;
    a.mov(FROM, at(p, SOURCE));
    a.mov(STEP, at(p, STRIDE));
    a.mov(LEFT, at(p, STEPS));
    a.mov(TO, at(p, TARGET));
    Label loop = a.here();
    a.mov(COLUMN, FROM);
    for (int c = 0; c < AmxLayout.COLUMNS; c++) {
      Vec pairs = Vec.zmm(c);
      if (c >= columns) {
        a.emit(VPXOR, pairs.x(), pairs.x(), pairs.x());
        continue;
      }
      Vec upper = Vec.zmm(AmxLayout.COLUMNS + c);
      a.emit(VCVTNEPS2BF16, pairs.y(), at(COLUMN));
      a.emit(VCVTNEPS2BF16, upper.y(), at(COLUMN, 64));
      a.emit(VINSERTI64X4, 1, pairs, pairs, upper.y());
      a.add(COLUMN, STEP);
    }
    Transposition16.emit(a);
    for (int k = 0; k < AmxLayout.STEP / 2; k++) {
      a.emit(VMOVDQU_STORE, at(TO, AmxLayout.TILE_ROW * k), Vec.zmm(k));
    }
    a.add(FROM, Float.BYTES * AmxLayout.STEP);
    a.add(TO, AmxLayout.TILE_BYTES);
    a.sub(LEFT, 1);
    a.jump(Condition.GREATER, loop);
    KernelFrame.leave(a);
    return a.toBytes();
  }
}
