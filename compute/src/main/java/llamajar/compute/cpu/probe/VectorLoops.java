package llamajar.compute.cpu.probe;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Loops with the Vector API, in the longest vectors that the processor likes. Loaded only where
/// the module is present.
final class VectorLoops implements ProbeLoops {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final int STEPS = 2000;

  /// Sums that grow side by side: more than multiply-add units times their latency, and still few
  /// enough for 16 registers.
  private static final int CHAINS = 12;

  @Override
  public String name() {
    return "Vector API, %d bits".formatted(FLOATS.vectorBitSize());
  }

  @Override
  public long sum(MemorySegment bytes, long from, long to) {
    int step = LONGS.vectorByteSize();
    LongVector a = LongVector.zero(LONGS);
    LongVector b = a;
    LongVector c = a;
    LongVector d = a;
    for (long i = from; i < to; i += 4L * step) {
      a = a.add(LongVector.fromMemorySegment(LONGS, bytes, i, ORDER));
      b = b.add(LongVector.fromMemorySegment(LONGS, bytes, i + step, ORDER));
      c = c.add(LongVector.fromMemorySegment(LONGS, bytes, i + 2L * step, ORDER));
      d = d.add(LongVector.fromMemorySegment(LONGS, bytes, i + 3L * step, ORDER));
    }
    return a.add(b).add(c.add(d)).reduceLanes(VectorOperators.ADD);
  }

  @Override
  public float multiplyAdd() {
    FloatVector factor = FloatVector.broadcast(FLOATS, 0.999f);
    FloatVector summand = FloatVector.broadcast(FLOATS, 0.001f);
    FloatVector a = summand;
    FloatVector b = summand;
    FloatVector c = summand;
    FloatVector d = summand;
    FloatVector e = summand;
    FloatVector f = summand;
    FloatVector g = summand;
    FloatVector h = summand;
    FloatVector i = summand;
    FloatVector j = summand;
    FloatVector k = summand;
    FloatVector l = summand;
    for (int step = 0; step < STEPS; step++) {
      a = a.fma(factor, summand);
      b = b.fma(factor, summand);
      c = c.fma(factor, summand);
      d = d.fma(factor, summand);
      e = e.fma(factor, summand);
      f = f.fma(factor, summand);
      g = g.fma(factor, summand);
      h = h.fma(factor, summand);
      i = i.fma(factor, summand);
      j = j.fma(factor, summand);
      k = k.fma(factor, summand);
      l = l.fma(factor, summand);
    }
    FloatVector left = a.add(b).add(c).add(d).add(e).add(f);
    FloatVector right = g.add(h).add(i).add(j).add(k).add(l);
    return left.add(right).reduceLanes(VectorOperators.ADD);
  }

  @Override
  public long operations() {
    return 2L * STEPS * CHAINS * FLOATS.length();
  }
}
