package llamajar.compute.cpu.x64.product;

import java.lang.foreign.MemorySegment;
import llamajar.compute.cpu.kernel.ActivationForm;
import llamajar.compute.cpu.kernel.FloatRows;
import llamajar.compute.cpu.kernel.Scratch;
import llamajar.compute.cpu.x64.emit.EmittedKernels;
import llamajar.compute.cpu.x64.emit.ParameterBlock;
import llamajar.compute.cpu.x64.platform.MachineCode;

/// Tiles of [PanelLayout]: what kernels for many columns want.
///
/// @param groups what quantizes the columns
/// @param layout of the tiles
record QuantizedTiles(QuantizedGroups groups, PanelLayout layout) implements ActivationForm {
  private static final int SLOT = 1;

  // By the variant of the layout.
  private static final EmittedKernels WIDE =
      new EmittedKernels(4, i -> PackTile.emit(Gemm512.layout(i % 2 == 1, i / 2 == 1)));

  private static final EmittedKernels NARROW =
      new EmittedKernels(4, i -> PackTile.emit(Gemm256.layout(i % 2 == 1, i / 2 == 1)));

  static long tileBytes(PanelLayout layout, int width) {
    return (long) ActivationLayout.groups(width)
        * layout.blocks(ActivationLayout.GROUP)
        * layout.tileBytes();
  }

  @Override
  public long bytes(int width, int columns) {
    return parts(columns) * tileBytes(layout, width);
  }

  @Override
  public int parts(int columns) {
    return Math.ceilDiv(columns, layout.columns());
  }

  @Override
  public boolean isCheap(int columns) {
    return false;
  }

  @Override
  public void prepare(FloatRows in, int part, MemorySegment target, Scratch scratch) {
    int width = in.width();
    int first = part * layout.columns();
    int columns = Math.min(layout.columns(), in.rows() - first);
    long bytes = ActivationLayout.bytes(width, layout.columns());
    MemorySegment source = scratch.memory(SLOT, bytes);
    if (columns < layout.columns()) {
      source.asSlice(0, bytes).fill((byte) 0);
    }
    for (int c = 0; c < columns; c++) {
      groups.quantize(in, first + c, source.address(), c, layout.columns(), scratch);
    }
    MachineCode kernel = (groups.wide() ? WIDE : NARROW).get(layout.variant());
    MemorySegment p = ParameterBlock.of(scratch);
    ParameterBlock.set(p, PackTile.SOURCE, source.address());
    ParameterBlock.set(p, PackTile.TARGET, target.address() + part * tileBytes(layout, width));
    ParameterBlock.set(p, PackTile.GROUPS, ActivationLayout.groups(width));
    kernel.call(p.address());
  }
}
