package llamajar.compute.cpu.x64;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import llamajar.compute.Activation;
import llamajar.compute.KvType;
import llamajar.compute.Rotary;
import llamajar.compute.cpu.AllocationContract;
import llamajar.compute.cpu.CpuTier;
import llamajar.compute.cpu.Tiers;
import llamajar.compute.cpu.kernel.RowKernels;
import llamajar.compute.cpu.kernel.Scratch;
import llamajar.gguf.TensorType;
import org.junit.jupiter.api.Test;

/// Once compiled, emitted kernels allocate nothing.
abstract class X64AllocationContract extends AllocationContract {
  private final CpuTier tier;

  X64AllocationContract(CpuTier tier) {
    super(tier);
    this.tier = tier;
  }

  @Test
  void rowKernelsAllocateNothing() {
    RowKernels rows = Tiers.kernels(tier).rows();
    Scratch scratch = new Scratch();
    int count = 1000;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment x = arena.allocate(4L * count, 64);
      MemorySegment y = arena.allocate(4L * count, 64);
      assertAllocatesNothing(() -> {
        rows.rmsNorm(x, 0, y, count, 1e-5f, x, 0, scratch);
        rows.gate(Activation.SILU, x, y, y, 0, count, scratch);
        rows.add(x, y, y, 0, count, scratch);
        rows.addBias(x, 0, y, 0, count, scratch);
        rows.rotate(Rotary.Pairing.INTERLEAVED, y, y, 0, 32, 4, 70, x, y, 0, scratch);
        rows.rotate(Rotary.Pairing.SPLIT_HALF, y, y, 0, 32, 4, 70, x, x, 0, scratch);
        rows.store(x, 0, count, KvType.F16, y, 0, scratch);
        rows.decode(TensorType.Q4_K, x, 0, 512, y, 0, scratch);
      });
    }
  }
}
