package llamajar.testkit.ptx.machine;

/// Registers that the machine sets.
public enum SpecialRegister {
  /// Thread in its block.
  TID_X,
  /// Thread in its block.
  TID_Y,
  /// Thread in its block.
  TID_Z,
  /// Threads of a block.
  NTID_X,
  /// Threads of a block.
  NTID_Y,
  /// Threads of a block.
  NTID_Z,
  /// Block in the grid.
  CTAID_X,
  /// Block in the grid.
  CTAID_Y,
  /// Block in the grid.
  CTAID_Z,
  /// Blocks of the grid.
  NCTAID_X,
  /// Blocks of the grid.
  NCTAID_Y,
  /// Blocks of the grid.
  NCTAID_Z,
  /// Thread in its warp.
  LANEID,
  /// Warp in its block.
  WARPID,
  /// Warps of a block.
  NWARPID,
  /// The thread's own bit.
  LANEMASK_EQ,
  /// Bits up to the thread's own.
  LANEMASK_LE,
  /// Bits below the thread's own.
  LANEMASK_LT,
  /// Bits from the thread's own.
  LANEMASK_GE,
  /// Bits above the thread's own.
  LANEMASK_GT,
  /// Bytes of dynamic shared memory.
  DYNAMIC_SMEM_SIZE
}
