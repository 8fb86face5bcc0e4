package llamajar.testkit.ptx.op;

import java.util.List;
import java.util.Optional;
import llamajar.testkit.ptx.machine.Fault;
import llamajar.testkit.ptx.machine.Space;
import llamajar.testkit.ptx.machine.Step;
import llamajar.testkit.ptx.machine.Warp;
import llamajar.testkit.ptx.syntax.Operand;
import llamajar.testkit.ptx.syntax.PtxType;
import org.jspecify.annotations.Nullable;

/// Loads, stores, atomic updates, and conversions of addresses.
final class MemoryForms {
  private MemoryForms() {}

  /// What an instruction does, or nothing if it is none of these.
  static Optional<Step> find(Opcode opcode, Operands operands, SharedAccesses accesses) {
    return Optional.ofNullable(
        switch (opcode.name()) {
          case "ld", "ldu" -> load(opcode, operands, accesses);
          case "st" -> store(opcode, operands, accesses);
          case "atom" -> atomic(opcode, operands, accesses, true);
          case "red" -> atomic(opcode, operands, accesses, false);
          case "cp" -> copy(opcode, operands, accesses);
          case "cvta" -> convertAddress(opcode, operands);
          case "isspacep" -> isInSpace(opcode, operands);
          case "prefetch", "prefetchu" -> prefetch(opcode);
          case "membar", "fence" -> fence(opcode);
          default -> null;
        });
  }

  private static Step load(Opcode opcode, Operands operands, SharedAccesses accesses) {
    takeOrder(opcode);
    MemorySpaces space = MemorySpaces.take(opcode);
    opcode.take("nc");
    takeCache(opcode);
    PtxType type = opcode.type(0);
    List<Operand> members = vector(opcode, operands, 0);
    Slot[] destinations =
        members.stream()
            .map(m -> Operands.isSink(m) ? sink(operands) : operands.register(m))
            .toArray(Slot[]::new);
    accesses.note(space, type.bytes() * destinations.length);
    return new LoadStep(space, type, operands.place(1), destinations);
  }

  /// Register 0 takes what is thrown away.
  private static Slot sink(Operands operands) {
    return operands.none();
  }

  private static Step store(Opcode opcode, Operands operands, SharedAccesses accesses) {
    takeOrder(opcode);
    MemorySpaces space = MemorySpaces.take(opcode);
    takeCache(opcode);
    PtxType type = opcode.type(0);
    List<Operand> members = vector(opcode, operands, 1);
    Slot[] sources = members.stream().map(m -> operands.looseSource(m, type)).toArray(Slot[]::new);
    accesses.note(space, type.bytes() * sources.length);
    return new StoreStep(space, type.bytes(), operands.place(0), sources);
  }

  private static List<Operand> vector(Opcode opcode, Operands operands, int index) {
    int width = opcode.takeAny("v2", "v4").map(v -> v.charAt(1) - '0').orElse(1);
    List<Operand> members = operands.members(index);
    if (members.size() != width) {
      throw new UnsupportedOperationException("the vector has another width");
    }
    return members;
  }

  private static void takeOrder(Opcode opcode) {
    opcode.takeAny("weak", "volatile", "relaxed", "acquire", "release", "acq_rel");
    opcode.takeAny("cta", "gpu", "sys");
  }

  /// Caches only change how fast memory is.
  private static void takeCache(Opcode opcode) {
    opcode.takeAny("ca", "cg", "cs", "lu", "cv", "wb", "wt");
    opcode.takeAny(
        "L1::evict_normal",
        "L1::evict_unchanged",
        "L1::evict_first",
        "L1::evict_last",
        "L1::no_allocate");
    opcode.takeAny("L2::evict_first", "L2::evict_last", "L2::evict_normal");
    opcode.takeAny("L2::64B", "L2::128B", "L2::256B");
  }

  private static Step atomic(
      Opcode opcode, Operands operands, SharedAccesses accesses, boolean returns) {
    takeOrder(opcode);
    MemorySpaces space = MemorySpaces.take(opcode);
    opcode.take("noftz");
    PtxType type = opcode.type(0);
    accesses.note(space, type.bytes());
    int first = returns ? 1 : 0;
    boolean compares = opcode.has("cas");
    Scalar update = AtomicUpdates.take(opcode, type);
    return new AtomicStep(
        space,
        type,
        update,
        operands.place(first),
        !returns || Operands.isSink(operands.get(0)) ? null : operands.destination(0, type),
        operands.source(first + 1, type),
        compares ? operands.source(first + 2, type) : null);
  }

  private static @Nullable Step copy(Opcode opcode, Operands operands, SharedAccesses accesses) {
    if (!opcode.take("async")) {
      return null;
    }
    if (opcode.take("commit_group")) {
      return (warp, lanes) -> {
        requireAll(warp, lanes);
        warp.copies().commit();
      };
    }
    if (opcode.take("wait_group")) {
      int outstanding = operands.immediate(0);
      return (warp, lanes) -> {
        requireAll(warp, lanes);
        warp.copies().await(warp, outstanding);
      };
    }
    if (opcode.take("wait_all")) {
      return (warp, lanes) -> {
        requireAll(warp, lanes);
        warp.copies().awaitAll(warp);
      };
    }
    boolean bypass = opcode.take("cg");
    if (!bypass && !opcode.take("ca")) {
      return null;
    }
    if ((!opcode.take("shared") && !opcode.take("shared::cta")) || !opcode.take("global")) {
      return null;
    }
    opcode.takeAny("L2::64B", "L2::128B", "L2::256B");
    int bytes = operands.immediate(2);
    if (bypass ? bytes != 16 : bytes != 4 && bytes != 8 && bytes != 16) {
      throw new UnsupportedOperationException("copies of " + bytes + " bytes are not possible");
    }
    accesses.note(MemorySpaces.SHARED, bytes);
    Slot sourceBytes = operands.count() > 3 ? operands.source(3, PtxType.U32) : null;
    return new AsyncCopyStep(operands.place(0), operands.place(1), bytes, sourceBytes);
  }

  /// Groups are counted for the warp, so all its threads have to take part.
  private static void requireAll(Warp warp, int lanes) {
    if (lanes != warp.live()) {
      throw new Fault(
          Fault.Kind.UNDEFINED,
          Integer.numberOfTrailingZeros(warp.live() & ~lanes),
          "does not take part where its warp counts groups of asynchronous copies");
    }
  }

  private static Step convertAddress(Opcode opcode, Operands operands) {
    boolean toSpace = opcode.take("to");
    MemorySpaces space = MemorySpaces.take(opcode);
    PtxType type = opcode.type(0);
    long window =
        switch (space) {
          case GLOBAL -> 0;
          case SHARED -> Space.SHARED_WINDOW;
          case LOCAL -> Space.LOCAL_WINDOW;
          case PARAMETER -> Space.PARAMETER_WINDOW;
          case GENERIC -> throw new UnsupportedOperationException("the space is missing");
        };
    long offset = toSpace ? -window : window;
    Slot source =
        operands.isVariable(operands.get(1))
            ? operands.variable(operands.get(1), type)
            : operands.source(1, type);
    Scalar scalar = (a, b, c) -> a + offset;
    return new AluStep(
        scalar.over(type, type), operands.none(), operands.destination(0, type), source);
  }

  private static Step isInSpace(Opcode opcode, Operands operands) {
    MemorySpaces space = MemorySpaces.take(opcode);
    Slot to = operands.predicate(0);
    Slot source = operands.source(1, PtxType.U64);
    return (warp, lanes) -> {
      warp.require(source.writtenIndex(), lanes);
      int mask = 0;
      for (int lane = 0; lane < 32; lane++) {
        long window = warp.longs[source.offset() + lane] >>> 32;
        boolean inside =
            switch (space) {
              case SHARED -> window == Space.SHARED_WINDOW >>> 32;
              case LOCAL -> window == Space.LOCAL_WINDOW >>> 32;
              case PARAMETER -> window == Space.PARAMETER_WINDOW >>> 32;
              case GLOBAL, GENERIC -> window > Space.PARAMETER_WINDOW >>> 32;
            };
        mask |= inside ? 1 << lane : 0;
      }
      int old = warp.predicates[to.index()];
      warp.predicates[to.index()] = (old & ~lanes) | (mask & lanes);
      warp.written[to.writtenIndex()] |= lanes;
    };
  }

  private static Step prefetch(Opcode opcode) {
    MemorySpaces.take(opcode);
    opcode.takeAny("L1", "L2", "L2::evict_last", "L2::evict_normal");
    return (warp, lanes) -> {};
  }

  /// Accesses of the simulator are in order already.
  private static Step fence(Opcode opcode) {
    opcode.takeAny("sc", "acq_rel", "acquire", "release");
    opcode.takeAny("cta", "gl", "gpu", "sys");
    return (warp, lanes) -> {};
  }
}
