package llamajar.compute.cpu.x64.unpack;

import llamajar.compute.cpu.x64.asm.Mask;
import llamajar.compute.cpu.x64.asm.Vec;

/// Registers of unpackers that work by coordinates. Products have 0 to 7 for sums, 10 to 17 for dot
/// products and 18 for weights; constants start at 26.
final class PositionRegisters {
  static final int FIRST_CONSTANT = 27;

  static final Vec T0 = Vec.zmm(19);
  static final Vec T1 = Vec.zmm(20);
  static final Vec T2 = Vec.zmm(21);
  static final Vec INDICES = Vec.zmm(22);
  static final Vec SIGNS = Vec.zmm(23);
  static final Vec PACKED = Vec.zmm(24);
  static final Vec NIBBLES = Vec.zmm(25);
  static final Vec T3 = Vec.zmm(26);

  static final Mask NEGATIVE = new Mask(1);
  static final Mask BIT_7 = new Mask(2);
  static final Mask BIT_8 = new Mask(3);
  static final Mask BIT_9 = new Mask(4);
  static final Mask BIT_10 = new Mask(5);

  /// The upper half of 16 lanes.
  static final Mask UPPER = new Mask(6);

  private PositionRegisters() {}
}
