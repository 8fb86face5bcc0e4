package llamajar.testkit.x64;

import llamajar.testkit.x64.Step.Action;
import llamajar.testkit.x64.VectorOperation.Shape;

/// Decodes instructions on vectors.
final class VectorDecoder {
  private static final int WITH_IMMEDIATE = 3;

  private final CodeReader code;
  private final Prefix prefix;
  private final int opcode;

  VectorDecoder(CodeReader code, Prefix prefix, int opcode) {
    this.code = code;
    this.prefix = prefix;
    this.opcode = opcode;
  }

  Step step() {
    int modRm = code.u8();
    int digit = (modRm >> 3) & 7;
    VectorOperation operation = VectorTable.find(prefix, opcode, digit);
    if (operation == null) {
      throw code.unknown();
    }
    int bytes = prefix.vectorBytes();
    int unit =
        !prefix.evex() ? 1 : prefix.broadcast() ? read(operation) : operation.memory().in(bytes);
    boolean immediate = prefix.map() == WITH_IMMEDIATE || VectorTable.hasImmediate(prefix, opcode);
    Place rm = code.place(modRm, prefix.x(), prefix.b(), unit, immediate ? 1 : 0);
    int value = immediate ? code.u8() : 0;
    return new Step(code.at(), action(operation, digit | prefix.reg(), rm, value));
  }

  private Action action(VectorOperation operation, int reg, Place rm, int immediate) {
    int bytes = prefix.vectorBytes();
    return switch (operation.shape()) {
      case THREE, BLEND, ACCUMULATE, TWO, NARROWING ->
          m -> toVector(m, operation, reg, reg, rm, bytes, immediate);
      case SHIFT -> m -> toVector(m, operation, reg, prefix.vvvv(), rm, bytes, immediate);
      case STORE -> m -> store(m, operation, reg, rm, bytes, immediate);
      case TO_MASK -> m -> toMask(m, operation, reg, rm, bytes, immediate);
      case SCALAR, SCALAR_ACCUMULATE -> m -> scalar(m, operation, reg, rm, immediate);
    };
  }

  private void toVector(
      Machine m, VectorOperation operation, int reg, int target, Place rm, int bytes, int value) {
    Lanes d = m.result;
    if (operation.shape() == Shape.ACCUMULATE) {
      d.setTo(m.vectors[reg], bytes);
    }
    if (operation.shape() != Shape.TWO) {
      m.first.setTo(m.vectors[prefix.vvvv()], bytes);
    }
    readSource(m, operation, rm, bytes);
    operation.computation().run(d, m.first, m.second, bytes, value);
    if (operation.shape() == Shape.BLEND) {
      m.vectors[target].setTo(m.first, bytes);
    }
    boolean narrowing = operation.shape() == Shape.NARROWING;
    write(m, m.vectors[target], operation.element(), narrowing ? bytes / 2 : bytes);
  }

  private void scalar(Machine m, VectorOperation operation, int reg, Place rm, int value) {
    if (prefix.mask() != 0) {
      throw code.unknown();
    }
    Lanes d = m.result;
    d.setTo(m.vectors[reg], 16);
    m.first.setTo(m.vectors[prefix.vvvv()], 16);
    readSource(m, operation, rm, 16);
    operation.computation().run(d, m.first, m.second, 4, value);
    if (operation.shape() == Shape.SCALAR) {
      d.copy(m.first, 4, 4, 12);
    }
    m.vectors[reg].setTo(d, 16);
  }

  private void toMask(
      Machine m, VectorOperation operation, int reg, Place rm, int bytes, int value) {
    m.first.setTo(m.vectors[prefix.vvvv()], bytes);
    readSource(m, operation, rm, bytes);
    operation.computation().run(m.result, m.first, m.second, bytes, value);
    long mask = 0;
    for (int i = 0; i < bytes / operation.element(); i++) {
      mask |= (long) (m.result.i8(i) & 1) << i;
    }
    m.masks[reg] = mask & selected(m);
  }

  private void store(
      Machine m, VectorOperation operation, int reg, Place rm, int bytes, int value) {
    int count = operation.memory().in(bytes);
    m.second.setTo(m.vectors[reg], bytes);
    operation.computation().run(m.result, m.first, m.second, bytes, value);
    if (rm instanceof Place.Register register) {
      write(m, m.vectors[register.number()], operation.element(), count);
      return;
    }
    long address = rm.addressIn(m);
    if (prefix.mask() == 0) {
      Memory.write(address, m.result.bytes, 0, count);
      return;
    }
    int element = operation.element();
    for (int i = 0; i < count / element; i++) {
      if (((selected(m) >>> i) & 1) != 0) {
        Memory.write(address + (long) i * element, m.result.bytes, i * element, element);
      }
    }
  }

  private void readSource(Machine m, VectorOperation operation, Place rm, int bytes) {
    Lanes b = m.second;
    if (rm instanceof Place.Register register) {
      b.setTo(m.vectors[register.number()], Machine.VECTOR_BYTES);
      return;
    }
    b.clearFrom(0);
    long address = rm.addressIn(m);
    int count = operation.memory().in(bytes);
    if (prefix.broadcast()) {
      Memory.read(address, b.bytes, 0, read(operation));
      b.repeat(read(operation), bytes);
    } else if (prefix.mask() == 0 || !operation.memory().elementwise()) {
      Memory.read(address, b.bytes, 0, count);
    } else {
      int elements = bytes / read(operation);
      int element = count / elements;
      for (int i = 0; i < elements; i++) {
        if (((selected(m) >>> i) & 1) != 0) {
          Memory.read(address + (long) i * element, b.bytes, i * element, element);
        }
      }
    }
  }

  /// Bytes of an element that is used in all lanes.
  private static int read(VectorOperation operation) {
    boolean narrowing = operation.shape() == Shape.NARROWING;
    return narrowing ? 2 * operation.element() : operation.element();
  }

  /// Writes the result's elements under the mask; what is above the vector becomes zero.
  private void write(Machine m, Lanes target, int element, int bytes) {
    if (prefix.mask() == 0) {
      target.setTo(m.result, bytes);
      return;
    }
    for (int i = 0; i < bytes / element; i++) {
      if (((selected(m) >>> i) & 1) != 0) {
        target.copy(m.result, i * element, i * element, element);
      } else if (prefix.zeroing()) {
        for (int k = 0; k < element; k++) {
          target.set8(i * element + k, 0);
        }
      }
    }
    target.clearFrom(bytes);
  }

  private long selected(Machine m) {
    return prefix.mask() == 0 ? -1 : m.masks[prefix.mask()];
  }
}
