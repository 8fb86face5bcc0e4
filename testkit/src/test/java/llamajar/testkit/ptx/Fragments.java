package llamajar.testkit.ptx;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/// Instructions that give each thread of a warp its own values in registers.
final class Fragments {
  private final StringBuilder loads = new StringBuilder();

  /// Sets a register of each thread by the thread's number.
  void load(String register, IntUnaryOperator value) {
    for (int t = 0; t < 32; t++) {
      loads.append(
          "setp.eq.u32 %%p7, %%r0, %d; @%%p7 mov.b32 %s, %d;\n"
              .formatted(t, register, value.applyAsInt(t)));
    }
  }

  /// Runs instructions and gives back registers: those of thread 0, then those of thread 1, and so
  /// on.
  int[] run(String instructions, int firstRegister, int count) {
    StringBuilder text = new StringBuilder(loads).append(instructions);
    text.append(
        "mul.lo.u32 %%r30, %%r0, %d; mad.wide.u32 %%rd9, %%r30, 4, %%rd0;".formatted(count));
    for (int i = 0; i < count; i++) {
      text.append("st.global.u32 [%%rd9+%d], %%r%d;".formatted(4 * i, firstRegister + i));
    }
    int[] words = Body.of(32, text.toString()).run();
    return Arrays.copyOf(words, 32 * count);
  }
}
