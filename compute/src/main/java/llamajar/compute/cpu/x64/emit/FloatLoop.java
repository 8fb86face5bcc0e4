package llamajar.compute.cpu.x64.emit;

import static llamajar.compute.cpu.x64.asm.Instruction.KMOVW_GPR;

import llamajar.compute.cpu.x64.asm.Assembler;
import llamajar.compute.cpu.x64.asm.Condition;
import llamajar.compute.cpu.x64.asm.Gpr;
import llamajar.compute.cpu.x64.asm.Label;
import llamajar.compute.cpu.x64.asm.Mask;
import llamajar.compute.cpu.x64.asm.Mem;
import llamajar.compute.cpu.x64.asm.Vec;

/// Emits a loop over vectors of 16 floats. What doesn't fill a vector at the end is handled by the
/// same instructions under a mask, so that nothing is read or written beyond it.
public final class FloatLoop {
  private final Assembler a;
  private final Mask mask;
  private boolean inRest;

  /// Emits nothing yet.
  ///
  /// @param mask register for the lanes of the rest
  public FloatLoop(Assembler a, Mask mask) {
    this.a = a;
    this.mask = mask;
  }

  /// Whether the rest is being emitted.
  public boolean isInRest() {
    return inRest;
  }

  /// A register as the destination of a load: lanes beyond the end become zero.
  public Vec into(Vec target) {
    return inRest ? target.zero(mask) : target;
  }

  /// Memory as a destination: nothing beyond the end is written.
  public Mem to(Mem target) {
    return inRest ? target.merge(mask) : target;
  }

  /// The loop.
  ///
  /// @param vectors number of whole vectors; counted down
  /// @param rest one bit for each lane in the rest
  /// @param body emits what is done with one vector
  /// @param advance emits what is done between two vectors
  public void emit(Gpr vectors, Gpr rest, Runnable body, Runnable advance) {
    Label end = a.label();
    Label past = a.label();
    a.cmp(vectors, 0);
    a.jump(Condition.LESS_OR_EQUAL, end);
    a.alignLoop();
    Label loop = a.here();
    body.run();
    advance.run();
    a.sub(vectors, 1);
    a.jump(Condition.GREATER, loop);
    a.bind(end);
    a.cmp(rest, 0);
    a.jump(Condition.EQUAL, past);
    a.emit(KMOVW_GPR, mask, rest);
    inRest = true;
    body.run();
    inRest = false;
    a.bind(past);
  }
}
