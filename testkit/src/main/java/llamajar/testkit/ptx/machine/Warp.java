package llamajar.testkit.ptx.machine;

import java.util.Arrays;

/// The registers of 32 threads, and which of them execute what.
///
/// Register `i` of thread `t` is at index `32 * i + t` of its file. For each register one bit of
/// each thread says whether it was written: first those of the 32-bit file, then the 64-bit file,
/// then predicates. A predicate is one bit of each thread.
public final class Warp {
  /// Threads of a warp.
  public static final int LANES = 32;

  /// All threads of a warp.
  public static final int ALL = -1;

  /// Registers of up to 32 bits. Narrower values have zeros above.
  public final int[] words;

  /// Registers of 64 bits.
  public final long[] longs;

  /// Predicates.
  public final int[] predicates;

  /// Which registers of which threads were written.
  public final int[] written;

  private final Code code;
  private final Block block;
  private final int index;
  private final Path path;
  private final Region[] locals;
  private final AsyncCopies copies = new AsyncCopies();
  private boolean waiting;

  Warp(Code code, Block block, int index, long mostInstructions) {
    this.code = code;
    this.block = block;
    this.index = index;
    this.path = new Path(code, mostInstructions);
    Code.Registers registers = code.registers;
    this.words = new int[registers.words() * LANES];
    this.longs = new long[registers.longs() * LANES];
    this.predicates = new int[registers.predicates()];
    this.written = new int[registers.words() + registers.longs() + registers.predicates()];
    for (Code.Constant constant : registers.wordConstants()) {
      int start = constant.register() * LANES;
      Arrays.fill(words, start, start + LANES, (int) constant.value());
    }
    for (Code.Constant constant : registers.longConstants()) {
      int start = constant.register() * LANES;
      Arrays.fill(longs, start, start + LANES, constant.value());
    }
    this.locals = new Region[code.localBytes == 0 ? 0 : LANES];
    for (int lane = 0; lane < locals.length; lane++) {
      locals[lane] = new Region("local memory", LocalSpace.BASE, code.localBytes);
    }
  }

  /// The block it belongs to.
  public Block block() {
    return block;
  }

  /// Its place in the block.
  public int index() {
    return index;
  }

  /// Threads that have not ended.
  public int live() {
    return path.live();
  }

  /// What it copies to shared memory without waiting.
  public AsyncCopies copies() {
    return copies;
  }

  /// Refuses to read registers that were not written.
  ///
  /// @param register index in [#written]
  public void require(int register, int lanes) {
    if ((written[register] & lanes) != lanes) {
      throw unwritten(register, lanes);
    }
  }

  /// The mistake of reading a register.
  public Fault unwritten(int register, int lanes) {
    int lane = Integer.numberOfTrailingZeros(lanes & ~written[register]);
    return new Fault(
        Fault.Kind.UNINITIALIZED,
        lane,
        "reads the register %s that was never written".formatted(code.registerName(register)));
  }

  /// Prepares it for a block that has not begun.
  void reset(int threads) {
    Arrays.fill(written, 0);
    Code.Registers registers = code.registers;
    for (Code.Constant constant : registers.wordConstants()) {
      written[constant.register()] = ALL;
    }
    for (Code.Constant constant : registers.longConstants()) {
      written[registers.words() + constant.register()] = ALL;
    }
    for (Code.Special special : registers.specials()) {
      written[special.register()] = ALL;
      for (int lane = 0; lane < LANES; lane++) {
        words[special.register() * LANES + lane] =
            block.special(special.source(), index * LANES + lane);
      }
    }
    path.reset(threads >= LANES ? ALL : (1 << threads) - 1);
    for (Region local : locals) {
      local.clear();
    }
    copies.reset();
    waiting = false;
  }

  /// Runs until it waits or ends.
  void run(long[] executed) {
    path.run(this, executed);
    if (path.live() == 0) {
      copies.checkDone();
      block.ended(this);
    }
  }

  int position() {
    return path.position();
  }

  boolean isWaiting() {
    return waiting;
  }

  boolean hasEnded() {
    return path.live() == 0;
  }

  void setWaiting(boolean waiting) {
    this.waiting = waiting;
  }

  Region local(int lane) {
    if (locals.length == 0) {
      throw new Fault(Fault.Kind.OUT_OF_BOUNDS, lane, "accesses local memory, but has none");
    }
    return locals[lane];
  }
}
