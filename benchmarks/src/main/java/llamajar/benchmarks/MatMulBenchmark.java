package llamajar.benchmarks;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import llamajar.compute.cpu.CpuTier;
import llamajar.compute.cpu.kernel.ActivationForm;
import llamajar.compute.cpu.kernel.CpuKernels;
import llamajar.compute.cpu.kernel.FloatRows;
import llamajar.compute.cpu.kernel.MatMulKernel;
import llamajar.compute.cpu.kernel.Scratch;
import llamajar.compute.cpu.kernel.WeightMatrix;
import llamajar.gguf.TensorType;
import llamajar.gguf.quant.RandomBlocks;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// One matrix of 2,048 × 2,048 weights times one or many columns, on one thread, without what
/// prepares activations.
///
/// Each operation multiplies 4,194,304 weights with each column: 100 operations per second with one
/// column are 0.42 Gweights/s, with 64 columns 54 GFLOP/s.
///
///     mvn -q -DskipTests package
///     java -cp "benchmarks/target/app/*" org.openjdk.jmh.Main MatMul -p type=IQ2_XXS,Q8_0
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
    value = 1,
    jvmArgs = {
      "--add-modules",
      "jdk.incubator.vector",
      "--enable-native-access=ALL-UNNAMED",
    })
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class MatMulBenchmark {
  private static final int LENGTH = 2048;

  @Param TensorType type = TensorType.Q8_0;

  @Param({"1", "64"})
  int columns = 1;

  @Param({"VECTOR"})
  CpuTier tier = CpuTier.VECTOR;

  private final Arena arena = Arena.ofShared();
  private final FloatRows in = new FloatRows(LENGTH);
  private final FloatRows out = new FloatRows(LENGTH);
  private final Scratch scratch = new Scratch();
  private WeightMatrix weights = new WeightMatrix(MemorySegment.NULL, type, 0, 0, 0);
  private MatMulKernel kernel = tier.kernels().matMul(type);
  private MemorySegment prepared = MemorySegment.NULL;

  /// Makes random weights and activations.
  @Setup(Level.Trial)
  public void fill() {
    CpuKernels kernels = tier.kernels();
    kernel = kernels.matMul(type);
    long rowBytes = type.bytesFor(LENGTH);
    MemorySegment data = arena.allocate(rowBytes * LENGTH, 64);
    SplittableRandom random = new SplittableRandom(1);
    int blocks = LENGTH / type.blockLength() * LENGTH;
    RandomBlocks.of(type, 0.02).fill(random, data, 0, blocks);
    weights = new WeightMatrix(data, type, LENGTH, LENGTH, rowBytes);
    in.resize(columns);
    out.resize(columns);
    for (int column = 0; column < columns; column++) {
      for (int k = 0; k < LENGTH; k++) {
        in.set(column, k, (float) random.nextGaussian());
      }
    }
    ActivationForm form = kernel.activations(LENGTH, columns);
    prepared = arena.allocate(form.bytes(LENGTH, columns), 64);
    for (int part = 0; part < form.parts(columns); part++) {
      form.prepare(in, part, prepared, scratch);
    }
  }

  /// Gives the memory back.
  @TearDown
  public void close() {
    arena.close();
    in.close();
    out.close();
  }

  /// The product.
  @Benchmark
  public float multiply() {
    kernel.multiply(weights, 0, LENGTH, in, prepared, out, scratch);
    return out.get(0, 0);
  }
}
