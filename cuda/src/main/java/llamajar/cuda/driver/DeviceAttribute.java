package llamajar.cuda.driver;

/// Properties of a device that are asked for, with the numbers the driver gives them.
public enum DeviceAttribute {
  /// Most threads in a block.
  MAX_THREADS_PER_BLOCK(1),
  /// Most blocks along the first axis of a grid; see also the others.
  MAX_GRID_X(5),
  /// Most blocks along the second axis of a grid.
  MAX_GRID_Y(6),
  /// Most blocks along the third axis of a grid.
  MAX_GRID_Z(7),
  /// Shared memory that any block may have, in bytes.
  MAX_SHARED_MEMORY_PER_BLOCK(8),
  /// Threads in a warp, 32.
  WARP_SIZE(10),
  /// Registers of 32 bits for a block.
  MAX_REGISTERS_PER_BLOCK(12),
  /// The clock of the multiprocessors in kHz.
  CLOCK_RATE(13),
  /// How many multiprocessors there are.
  MULTIPROCESSOR_COUNT(16),
  /// 1 if the device uses the memory of the host.
  INTEGRATED(18),
  /// The clock of the memory in kHz.
  MEMORY_CLOCK_RATE(36),
  /// Width of the memory's bus in bits.
  MEMORY_BUS_WIDTH(37),
  /// Size of the second-level cache in bytes.
  L2_CACHE_SIZE(38),
  /// Threads that one multiprocessor can hold.
  MAX_THREADS_PER_MULTIPROCESSOR(39),
  /// The first part of the compute capability.
  COMPUTE_CAPABILITY_MAJOR(75),
  /// The second part of the compute capability.
  COMPUTE_CAPABILITY_MINOR(76),
  /// Shared memory of one multiprocessor, in bytes.
  MAX_SHARED_MEMORY_PER_MULTIPROCESSOR(81),
  /// Registers of 32 bits of one multiprocessor.
  MAX_REGISTERS_PER_MULTIPROCESSOR(82),
  /// Shared memory that a block may have whose kernel asked for more, in bytes.
  MAX_SHARED_MEMORY_PER_BLOCK_OPTIN(97);

  private final int number;

  DeviceAttribute(int number) {
    this.number = number;
  }

  /// The driver's number.
  public int number() {
    return number;
  }
}
