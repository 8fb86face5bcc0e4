package llamajar.cuda.driver;

/// Properties of a kernel that are asked for, with the numbers the driver gives them.
public enum FunctionAttribute {
  /// Most threads in a block, given the registers it needs.
  MAX_THREADS_PER_BLOCK(0),
  /// Static shared memory in bytes.
  SHARED_BYTES(1),
  /// Constant memory in bytes.
  CONSTANT_BYTES(2),
  /// Local memory of each thread in bytes: arrays, and registers that were spilled.
  LOCAL_BYTES(3),
  /// Registers of each thread.
  REGISTERS(4),
  /// The PTX version it was compiled from: 10 × major + minor.
  PTX_VERSION(5),
  /// The compute capability it was compiled for: 10 × major + minor.
  BINARY_VERSION(6),
  /// Dynamic shared memory that a launch may ask for, in bytes.
  MAX_DYNAMIC_SHARED_BYTES(8);

  private final int number;

  FunctionAttribute(int number) {
    this.number = number;
  }

  /// The driver's number.
  public int number() {
    return number;
  }
}
