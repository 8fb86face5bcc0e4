package llamajar.compute.cpu.x64;

import java.lang.foreign.MemorySegment;
import llamajar.compute.cpu.kernel.ActivationForm;
import llamajar.compute.cpu.kernel.FloatRows;
import llamajar.compute.cpu.kernel.Scratch;
import llamajar.compute.cpu.x64.platform.NativeCode;

/// Tiles of [PanelLayout]: what kernels for many columns want.
record QuantizedTiles(PanelLayout layout) implements ActivationForm {
  private static final int SLOT = 1;

  private static final EmittedKernels KERNELS =
      new EmittedKernels(2, fine -> PackTile.emit(PanelLayout.of(fine == 1)));

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
    return Math.ceilDiv(columns, PanelLayout.COLUMNS);
  }

  @Override
  public boolean isCheap(int columns) {
    return false;
  }

  @Override
  public void prepare(FloatRows in, int part, MemorySegment target, Scratch scratch) {
    int width = in.width();
    int first = part * PanelLayout.COLUMNS;
    int columns = Math.min(PanelLayout.COLUMNS, in.rows() - first);
    long bytes = ActivationLayout.bytes(width, PanelLayout.COLUMNS);
    MemorySegment groups = scratch.memory(SLOT, bytes);
    if (columns < PanelLayout.COLUMNS) {
      groups.asSlice(0, bytes).fill((byte) 0);
    }
    for (int c = 0; c < columns; c++) {
      QuantizedGroups.quantize(in, first + c, groups.address(), c, PanelLayout.COLUMNS, scratch);
    }
    NativeCode kernel = KERNELS.get(layout.variant());
    MemorySegment p = ParameterBlock.of(scratch);
    ParameterBlock.set(p, PackTile.SOURCE, groups.address());
    ParameterBlock.set(p, PackTile.TARGET, target.address() + part * tileBytes(layout, width));
    ParameterBlock.set(p, PackTile.GROUPS, ActivationLayout.groups(width));
    kernel.call(p.address());
  }
}
