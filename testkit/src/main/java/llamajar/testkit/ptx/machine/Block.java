package llamajar.testkit.ptx.machine;

/// The warps of one block and what they share. One worker uses it for one block after the other.
public final class Block {
  private final Launch launch;
  private final Warp[] warps;
  private final Barriers barriers;
  private final GlobalSpace global;
  private final SharedSpace shared;
  private final LocalSpace local = new LocalSpace();
  private final ParameterSpace parameters;
  private final GenericSpace generic;
  private final long[] executed;
  private long number;
  private Warp running;

  Block(Launch launch, DeviceMemorySpace memory) {
    this.launch = launch;
    Code code = launch.code();
    int warpCount = (launch.threadsPerBlock() + Warp.LANES - 1) / Warp.LANES;
    this.warps = new Warp[warpCount];
    for (int i = 0; i < warpCount; i++) {
      warps[i] = new Warp(code, this, i, launch.mostInstructions());
    }
    this.running = warps[0];
    this.global = new GlobalSpace(memory);
    this.shared =
        new SharedSpace(code.shared, launch.dynamicSharedBytes(), warpCount, code.sharedUnit);
    this.parameters = new ParameterSpace(launch.arguments());
    this.generic = new GenericSpace(global, shared, local, parameters);
    this.barriers = new Barriers(warps, shared.races());
    this.executed = new long[code.instructions.size()];
  }

  /// Device memory.
  public Space global() {
    return global;
  }

  /// The block's own memory.
  public Space shared() {
    return shared;
  }

  /// Each thread's own memory.
  public Space local() {
    return local;
  }

  /// The arguments.
  public Space parameters() {
    return parameters;
  }

  /// All of them by generic address.
  public Space generic() {
    return generic;
  }

  /// The barriers of the block.
  public Barriers barriers() {
    return barriers;
  }

  /// Says that all threads of a warp have met, which orders what they do to shared memory.
  public void warpBarrier(Warp warp) {
    shared.races().warpBarrier(warp.index());
  }

  /// Marks shared memory that an asynchronous copy will write.
  public void expect(long address, int bytes) {
    shared.expect(address, bytes);
  }

  /// What all blocks of the launch lock for atomic updates of global memory.
  public Object atomicLock() {
    return launch;
  }

  /// Runs the block with a number.
  void run(long number) {
    this.number = number;
    shared.clear();
    barriers.reset();
    int threads = launch.threadsPerBlock();
    for (Warp warp : warps) {
      warp.reset(threads - warp.index() * Warp.LANES);
    }
    try {
      boolean progress = true;
      while (progress) {
        progress = false;
        for (Warp warp : warps) {
          if (!warp.hasEnded() && !warp.isWaiting()) {
            running = warp;
            warp.run(executed);
            progress = true;
          }
        }
      }
      barriers.checkNobodyWaits();
    } catch (Fault fault) {
      throw located(fault);
    }
  }

  void ended(Warp warp) {
    barriers.ended(warp);
  }

  /// The value of a special register.
  int special(SpecialRegister register, int thread) {
    int lane = thread & 31;
    return switch (register) {
      case TID_X -> thread % launch.blockX();
      case TID_Y -> thread / launch.blockX() % launch.blockY();
      case TID_Z -> thread / launch.blockX() / launch.blockY();
      case NTID_X -> launch.blockX();
      case NTID_Y -> launch.blockY();
      case NTID_Z -> launch.blockZ();
      case CTAID_X -> blockX();
      case CTAID_Y -> blockY();
      case CTAID_Z -> blockZ();
      case NCTAID_X -> launch.gridX();
      case NCTAID_Y -> launch.gridY();
      case NCTAID_Z -> launch.gridZ();
      case LANEID -> lane;
      case WARPID -> thread / Warp.LANES;
      case NWARPID -> warps.length;
      case LANEMASK_EQ -> 1 << lane;
      case LANEMASK_LE -> -1 >>> (31 - lane);
      case LANEMASK_LT -> (1 << lane) - 1;
      case LANEMASK_GE -> -1 << lane;
      case LANEMASK_GT -> -2 << lane;
      case DYNAMIC_SMEM_SIZE -> launch.dynamicSharedBytes();
    };
  }

  void addTo(Tally tally) {
    tally.add(executed, global.bytesRead, global.bytesWritten, global.sectors);
  }

  private int blockX() {
    return (int) (number % launch.gridX());
  }

  private int blockY() {
    return (int) (number / launch.gridX() % launch.gridY());
  }

  private int blockZ() {
    return (int) (number / launch.gridX() / launch.gridY());
  }

  private SimulationException located(Fault fault) {
    Code code = launch.code();
    int position = Math.min(running.position(), code.instructions.size() - 1);
    Code.Instruction instruction = code.instructions.get(position);
    String thread = "warp " + running.index();
    if (fault.lane() >= 0) {
      int number = running.index() * Warp.LANES + fault.lane();
      thread =
          "thread (%d, %d, %d)"
              .formatted(
                  special(SpecialRegister.TID_X, number),
                  special(SpecialRegister.TID_Y, number),
                  special(SpecialRegister.TID_Z, number));
    }
    return new SimulationException(
        fault.kind(),
        code.kernel,
        instruction.line(),
        "%s, block (%d, %d, %d), %s, PTX line %d, %s: %s: %s"
            .formatted(
                code.kernel,
                blockX(),
                blockY(),
                blockZ(),
                thread,
                instruction.line(),
                instruction.form(),
                fault.kind(),
                fault.getMessage()));
  }
}
