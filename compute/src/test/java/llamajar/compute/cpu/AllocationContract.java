package llamajar.compute.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import llamajar.compute.Activation;
import llamajar.compute.Batch;
import llamajar.compute.BlockTable;
import llamajar.compute.CacheLayer;
import llamajar.compute.KvType;
import llamajar.compute.Op;
import llamajar.compute.Scoring;
import llamajar.compute.Value;
import llamajar.compute.cpu.kernel.AttentionKernel;
import llamajar.compute.cpu.kernel.CpuKernels;
import llamajar.compute.cpu.kernel.FloatRows;
import llamajar.compute.cpu.kernel.KvLayer;
import llamajar.compute.cpu.kernel.RowKernels;
import llamajar.compute.cpu.kernel.Scratch;
import llamajar.testkit.Allocation;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Once compiled, what calls kernels allocates nothing.
public abstract class AllocationContract {
  private static final long SECONDS = 60;

  private final CpuTier tier;
  private final CpuKernels kernels;
  private final Scratch scratch = new Scratch();

  /// Skips the tests where the tier can't run.
  protected AllocationContract(CpuTier tier) {
    this.tier = tier;
    kernels = Tiers.kernels(tier);
  }

  @ParameterizedTest
  @EnumSource
  void attentionAllocatesNothing(KvType type) {
    if (tier == CpuTier.VECTOR) {
      requireFull();
    }
    checkAttention(type, Scoring.scaled(0.125f).within(100));
  }

  @ParameterizedTest
  @EnumSource
  void attentionWithCappedScoresAndSinksAllocatesNothing(KvType type) {
    requireFull();
    checkAttention(type, Scoring.scaled(0.125f).within(100).capped(50).withSinks(0, 1, 2, 3));
  }

  private void checkAttention(KvType type, Scoring scoring) {
    CacheLayer shape = new CacheLayer(1, 64, 64);
    try (Arena arena = Arena.ofConfined();
        FloatRows query = new FloatRows(4 * 64);
        FloatRows out = new FloatRows(4 * 64)) {
      KvLayer cache = new KvLayer(shape, type, 4, arena);
      BlockTable table = new BlockTable();
      Batch batch = new Batch(20);
      for (int block = 0; block < 4; block++) {
        cache.provide(block);
        table.append(block);
      }
      for (int r = 0; r < 20; r++) {
        batch.add(0, 200 + r, table, false);
      }
      query.resize(20);
      out.resize(20);
      Value any = new Value(0, 1, Value.Rows.TOKENS);
      Op.Attention op = new Op.Attention(any, any, any, 0, 4, scoring, any);
      AttentionKernel kernel = kernels.attention(type);
      assertAllocatesNothing(() -> kernel.attend(op, batch, 0, 20, 0, query, cache, out, scratch));
    }
  }

  @Test
  void gatesAndNormsAllocateNothing() {
    requireFull();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment x = arena.allocate(4000, 64);
      MemorySegment y = arena.allocate(4000, 64);
      RowKernels rows = kernels.rows();
      // One by one: together they are more than the compiler takes into one method.
      assertAllocatesNothing(() -> rows.rmsNorm(x, 0, y, 1000, 1e-5f, x, 0, scratch));
      assertAllocatesNothing(() -> rows.layerNorm(x, 0, y, y, 1000, 1e-5f, x, 0, scratch));
      for (Activation activation : Activation.values()) {
        assertAllocatesNothing(() -> rows.gate(activation, x, y, y, 0, 1000, scratch));
        assertAllocatesNothing(() -> rows.activate(activation, x, y, 0, 1000, scratch));
      }
      assertAllocatesNothing(() -> rows.clampedGate(x, y, 1.7f, 7, y, 0, 1000, scratch));
      assertAllocatesNothing(() -> rows.softCap(x, 30, y, 0, 1000, scratch));
      assertAllocatesNothing(() -> rows.scale(x, 0, 30, y, 0, 1000, scratch));
      assertAllocatesNothing(() -> rows.addScaled(x, 0, y, 0, 2, 1000, scratch));
    }
  }

  /// In one of some JVMs the compiler leaves a vector of these kernels on the heap, and no warming
  /// up changes that.
  private static void requireFull() {
    Assumptions.assumeTrue(
        Boolean.getBoolean("llamajar.test.full"),
        "only with -Pfull: it depends on the JIT compiler");
  }

  /// Repeats an action until a hundred repetitions in a row allocate nothing.
  protected static void assertAllocatesNothing(Runnable action) {
    long end = System.nanoTime() + SECONDS * 1_000_000_000;
    long allocated;
    do {
      allocated =
          Allocation.bytes(() -> {
            for (int i = 0; i < 100; i++) {
              action.run();
            }
          });
    } while (allocated > 0 && System.nanoTime() < end);
    assertThat(allocated).as("bytes allocated by 100 repetitions").isZero();
  }
}
