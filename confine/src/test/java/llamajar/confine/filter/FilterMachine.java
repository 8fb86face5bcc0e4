package llamajar.confine.filter;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import llamajar.confine.filter.FilterProgram.Instruction;

/// Runs a filter as the kernel does, by the definition of classic BPF.
final class FilterMachine {
  private static final int DATA_BYTES = 64;

  private FilterMachine() {}

  /// What becomes of a call.
  static int run(FilterProgram program, int architecture, int number, long... arguments) {
    ByteBuffer data = ByteBuffer.allocate(DATA_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    data.putInt(0, number).putInt(4, architecture);
    for (int i = 0; i < arguments.length; i++) {
      data.putLong(16 + 8 * i, arguments[i]);
    }
    List<Instruction> instructions = program.instructions();
    int accumulator = 0;
    int at = 0;
    while (true) {
      Instruction i = instructions.get(at++);
      switch (i.code()) {
        case 0x20 -> accumulator = data.getInt(i.operand());
        case 0x15 -> at += accumulator == i.operand() ? i.ifTrue() : i.ifFalse();
        case 0x25 ->
            at += Integer.compareUnsigned(accumulator, i.operand()) > 0 ? i.ifTrue() : i.ifFalse();
        case 0x45 -> at += (accumulator & i.operand()) != 0 ? i.ifTrue() : i.ifFalse();
        case 0x06 -> {
          return i.operand();
        }
        default -> throw new AssertionError("no such instruction: " + i);
      }
    }
  }
}
