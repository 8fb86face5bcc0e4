package llamajar.compute.cpu.x64.asm;

/// A place in the code, to jump to or to load constants from. Belongs to one [Assembler].
public final class Label {
  static final int UNBOUND = -1;

  int position = UNBOUND;

  Label() {}
}
