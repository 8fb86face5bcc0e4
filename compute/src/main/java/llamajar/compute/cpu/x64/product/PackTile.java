package llamajar.compute.cpu.x64.product;

import static llamajar.compute.cpu.x64.asm.Mem.at;

import llamajar.compute.cpu.x64.asm.Assembler;
import llamajar.compute.cpu.x64.asm.Condition;
import llamajar.compute.cpu.x64.asm.Gpr;
import llamajar.compute.cpu.x64.asm.Label;
import llamajar.compute.cpu.x64.emit.KernelFrame;

/// Emits the kernel that brings the activations of some columns from [ActivationLayout] into the
/// order of a tile, see [PanelLayout]. It only moves numbers of four bytes.
final class PackTile {
  /// Parameters: groups of the first column, with the other columns behind each group; tile; number
  /// of groups.
  static final int SOURCE = 0;

  static final int TARGET = 8;
  static final int GROUPS = 16;

  private static final Gpr FROM = Gpr.RSI;
  private static final Gpr TO = Gpr.RAX;
  private static final Gpr LEFT = Gpr.RDX;
  private static final Gpr[] WORDS = {Gpr.R8, Gpr.R9, Gpr.R10, Gpr.R11, Gpr.R12, Gpr.R13};

  private PackTile() {}

  static byte[] emit(PanelLayout layout) {
    Assembler a = new Assembler(false);
    KernelFrame.enter(a);
    Gpr p = KernelFrame.PARAMETERS;
    a.mov(FROM, at(p, SOURCE));
    a.mov(TO, at(p, TARGET));
    a.mov(LEFT, at(p, GROUPS));
    Label loop = a.here();
    boolean fine = layout.block() == 16;
    int scales = fine ? ActivationLayout.FINE_SCALES : ActivationLayout.SCALES;
    int sums = fine ? ActivationLayout.FINE_SUMS : ActivationLayout.SUMS;
    int words = layout.block() / 4;
    for (int b = 0; b < layout.blocks(ActivationLayout.GROUP); b++) {
      for (int w = 0; w < words; w++) {
        int to = b * layout.tileBytes() + 4 * w * layout.columns();
        column(a, layout, layout.block() * b + 4 * w, to);
        if (layout.precise()) {
          column(
              a,
              layout,
              ActivationLayout.LOW + layout.block() * b + 4 * w,
              to + layout.block() * layout.columns());
        }
      }
      int behind = b * layout.tileBytes() + layout.codeBytes();
      column(a, layout, scales + 4 * b, behind);
      column(a, layout, sums + 4 * b, behind + 4 * layout.columns());
    }
    a.add(FROM, layout.columns() * ActivationLayout.GROUP_BYTES);
    a.add(TO, layout.blocks(ActivationLayout.GROUP) * layout.tileBytes());
    a.sub(LEFT, 1);
    a.jump(Condition.GREATER, loop);
    KernelFrame.leave(a);
    return a.toBytes();
  }

  private static void column(Assembler a, PanelLayout layout, int from, int to) {
    for (int c = 0; c < layout.columns(); c++) {
      Gpr word = WORDS[c % WORDS.length];
      a.mov32(word, at(FROM, c * ActivationLayout.GROUP_BYTES + from));
      a.mov32(at(TO, to + 4 * c), word);
    }
  }
}
