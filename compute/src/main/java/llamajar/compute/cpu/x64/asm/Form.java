package llamajar.compute.cpu.x64.asm;

/// Where an instruction's operands go in its encoding.
enum Form {
  /// `reg, vvvv, rm`: destination and two sources.
  REG_VVVV_RM,
  /// `reg, rm`: destination and source.
  REG_RM,
  /// `rm, reg`: destination and source; stores.
  RM_REG,
  /// `rm, vvvv, reg`: destination, a mask in a vector register, and source; stores.
  RM_VVVV_REG,
  /// `vvvv, rm, immediate`, with a digit in the place of `reg`: shifts.
  VVVV_RM,
  /// `reg, rm, vvvv`: products of tiles.
  REG_RM_VVVV,
  /// `reg` alone.
  REG,
  /// `rm` alone.
  RM,
  /// No operands.
  NONE
}
