package llamajar.compute.cpu.x64.emit;

import llamajar.compute.cpu.x64.asm.Assembler;
import llamajar.compute.cpu.x64.asm.Condition;
import llamajar.compute.cpu.x64.asm.Gpr;
import llamajar.compute.cpu.x64.asm.Label;
import llamajar.compute.cpu.x64.asm.Mem;
import llamajar.compute.cpu.x64.asm.Vec;

/// Emits a loop over vectors of floats. What doesn't fill a vector at the end, the rest, is handled
/// by the same instructions under a mask, so that nothing is read or written beyond it.
public final class FloatLoop {
  private final Assembler a;
  private final FloatVectors vectors;
  private boolean inRest;

  /// Emits nothing yet.
  public FloatLoop(FloatVectors vectors) {
    a = vectors.assembler();
    this.vectors = vectors;
  }

  /// Whether the rest is being emitted.
  public boolean isInRest() {
    return inRest;
  }

  /// Loads floats; lanes beyond the end become zero.
  public void load(Vec target, Mem from) {
    vectors.load(target, from, inRest);
  }

  /// Stores floats; nothing beyond the end is written.
  public void store(Mem target, Vec from) {
    vectors.store(target, from, inRest);
  }

  /// Loads binary16 numbers as floats.
  public void loadHalf(Vec target, Mem from) {
    vectors.loadHalf(target, from, inRest);
  }

  /// Stores floats as binary16 numbers. The register may change.
  public void storeHalf(Mem target, Vec from) {
    vectors.storeHalf(target, from, inRest);
  }

  /// Loads bfloat16 numbers as floats.
  public void loadBfloat(Vec target, Mem from) {
    vectors.loadBfloat(target, from, inRest);
  }

  /// The loop.
  ///
  /// @param whole number of whole vectors; counted down
  /// @param rest one bit for each lane in the rest
  /// @param body emits what is done with one vector
  /// @param advance emits what is done between two vectors
  public void emit(Gpr whole, Gpr rest, Runnable body, Runnable advance) {
    Label end = a.label();
    Label past = a.label();
    a.cmp(whole, 0);
    a.jump(Condition.LESS_OR_EQUAL, end);
    a.alignLoop();
    Label loop = a.here();
    body.run();
    advance.run();
    a.sub(whole, 1);
    a.jump(Condition.GREATER, loop);
    a.bind(end);
    a.cmp(rest, 0);
    a.jump(Condition.EQUAL, past);
    vectors.rest(rest);
    inRest = true;
    body.run();
    inRest = false;
    a.bind(past);
  }
}
