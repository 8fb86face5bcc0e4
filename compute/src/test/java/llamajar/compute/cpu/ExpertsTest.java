package llamajar.compute.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import llamajar.compute.Activation;
import llamajar.compute.Batch;
import llamajar.compute.BlockTable;
import llamajar.compute.Executable;
import llamajar.compute.KvStore;
import llamajar.compute.KvType;
import llamajar.compute.Program;
import llamajar.compute.ProgramBuilder;
import llamajar.compute.Routing;
import llamajar.compute.Routing.Gating;
import llamajar.compute.RowArithmetic;
import llamajar.compute.Value;
import llamajar.gguf.GgufFile;
import llamajar.gguf.GgufWriter;
import llamajar.gguf.Tensor;
import llamajar.gguf.TensorShape;
import llamajar.gguf.TensorType;
import llamajar.gguf.quant.RandomBlocks;
import llamajar.gguf.quant.TensorRows;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A mixture of experts in every tier, against its formulas in double precision.
class ExpertsTest {
  private static final int WIDTH = 256;
  private static final int INNER = 96;
  private static final int EXPERTS = 12;
  private static final int TOKENS = 80;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void softmaxOverAll(CpuTier tier) throws Exception {
    check(tier, TensorType.F32, Routing.of(Gating.SOFTMAX, 3, false, 1), false);
  }

  @ParameterizedTest
  @EnumSource
  void renormalizedAndScaled(CpuTier tier) throws Exception {
    check(tier, TensorType.F16, Routing.of(Gating.SOFTMAX, 5, true, 2.5f), true);
  }

  @ParameterizedTest
  @EnumSource
  void logisticWithSelectionBias(CpuTier tier) throws Exception {
    check(tier, TensorType.Q8_0, Routing.of(Gating.SIGMOID, 4, true, 1), true);
  }

  @ParameterizedTest
  @EnumSource
  void softmaxOverTheChosen(CpuTier tier) throws Exception {
    check(tier, TensorType.MXFP4, Routing.of(Gating.CHOSEN_SOFTMAX, 2, false, 1), false);
  }

  @ParameterizedTest
  @EnumSource
  void expertsOfTheBestGroups(CpuTier tier) throws Exception {
    check(tier, TensorType.F32, new Routing(Gating.SIGMOID, 4, true, 1, 4, 2), true);
  }

  @ParameterizedTest
  @EnumSource
  void allExperts(CpuTier tier) throws Exception {
    check(tier, TensorType.F32, Routing.of(Gating.SOFTMAX, EXPERTS, false, 1), false);
  }

  private void check(CpuTier tier, TensorType type, Routing routing, boolean biased)
      throws Exception {
    Tiers.kernels(tier);
    SplittableRandom random = new SplittableRandom(3);
    GgufWriter writer = new GgufWriter();
    add(writer, random, "embd", TensorType.F32, 1, WIDTH, TOKENS);
    add(writer, random, "router", TensorType.F32, 0.2, WIDTH, EXPERTS);
    add(writer, random, "selection", TensorType.F32, 0.3, EXPERTS);
    add(writer, random, "gate", type, 0.06, WIDTH, INNER, EXPERTS);
    add(writer, random, "up", TensorType.F32, 0.06, WIDTH, INNER, EXPERTS);
    add(writer, random, "up.bias", TensorType.F32, 1, INNER, EXPERTS);
    add(writer, random, "down", type, 0.1, INNER, WIDTH, EXPERTS);
    add(writer, random, "down.scale", TensorType.F32, 1, EXPERTS);
    add(writer, random, "down.bias", TensorType.F32, 1, WIDTH, EXPERTS);
    Path path = folder.resolve("experts.gguf");
    writer.write(path);
    try (GgufFile file = GgufFile.open(path);
        Executable executable =
            new CpuBackend(TierChoice.wanted(tier), 2, 2)
                .compile(program(file, routing, biased), TOKENS);
        KvStore store = executable.newStore(KvType.F32, 2)) {
      double allowed = tier.quantizesActivations() && type != TensorType.F32 ? 0.02 : 2e-5;
      double[][] expected = new double[TOKENS][];
      for (int token = 0; token < TOKENS; token++) {
        expected[token] = new Naive(file, routing, biased).result(token);
      }
      for (int rows : new int[] {TOKENS, 1, 2, 5, 1}) {
        Batch batch = run(executable, store, RowArithmetic.FASTEST, rows);
        for (int row = 0; row < rows; row++) {
          float[] actual = executable.logits(row).toArray(ValueLayout.JAVA_FLOAT);
          double[] wanted = expected[batch.token(row)];
          double size = Math.sqrt(Arrays.stream(wanted).map(x -> x * x).average().orElseThrow());
          for (int i = 0; i < WIDTH; i++) {
            assertThat((double) actual[i])
                .as("%d rows, row %d, element %d", rows, row, i)
                .isCloseTo(wanted[i], within(allowed * size * 5));
          }
        }
      }
      checkArithmetic(executable, store);
    }
  }

  /// Runs some tokens, each of which is one row.
  private static Batch run(
      Executable executable, KvStore store, RowArithmetic arithmetic, int rows) {
    BlockTable table = new BlockTable();
    table.append(0);
    table.append(1);
    Batch batch = new Batch(TOKENS);
    batch.clear(arithmetic);
    for (int row = 0; row < rows; row++) {
      batch.add((row * 7 + rows) % TOKENS, row, table, true);
    }
    executable.run(batch, store);
    return batch;
  }

  /// A row in a kind of arithmetic has the same bits whatever is computed beside it.
  private static void checkArithmetic(Executable executable, KvStore store) {
    for (RowArithmetic arithmetic : List.of(RowArithmetic.AS_ONE, RowArithmetic.AS_MANY)) {
      float[][] expected = new float[TOKENS][];
      for (int rows : new int[] {TOKENS, 1, 2, 5}) {
        Batch batch = run(executable, store, arithmetic, rows);
        for (int row = 0; row < rows; row++) {
          float[] actual = executable.logits(row).toArray(ValueLayout.JAVA_FLOAT);
          int token = batch.token(row);
          if (rows == TOKENS) {
            expected[token] = actual;
          } else {
            assertThat(actual)
                .as("%s, %d rows, row %d", arithmetic, rows, row)
                .isEqualTo(expected[token]);
          }
        }
      }
    }
  }

  private static Program program(GgufFile file, Routing routing, boolean biased) {
    ProgramBuilder p = new ProgramBuilder();
    Value x = p.selectOutputs(p.embed(tensor(file, "embd")));
    Value logits = p.matMul(x, tensor(file, "router"), 1, null);
    ProgramBuilder.Routed routed =
        p.route(logits, routing, biased ? tensor(file, "selection") : null);
    Value gate = p.expertMatMul(x, routed.experts(), stack(file, "gate"), null, null);
    Value up =
        p.expertMatMul(
            x, routed.experts(), stack(file, "up"), null, biased ? tensor(file, "up.bias") : null);
    Value gated = p.gate(Activation.SILU, gate, up);
    Value down =
        p.expertMatMul(
            gated,
            routed.experts(),
            stack(file, "down"),
            biased ? tensor(file, "down.scale") : null,
            biased ? tensor(file, "down.bias") : null);
    return p.build(p.weightedSum(down, routed.factors()));
  }

  private static List<Tensor> stack(GgufFile file, String name) {
    return IntStream.range(0, EXPERTS).mapToObj(e -> tensor(file, name).matrix(e)).toList();
  }

  private static Tensor tensor(GgufFile file, String name) {
    return file.tensor(name).orElseThrow();
  }

  private static void add(
      GgufWriter writer,
      SplittableRandom random,
      String name,
      TensorType type,
      double rms,
      long... extents) {
    TensorShape shape = TensorShape.of(extents);
    MemorySegment bytes =
        MemorySegment.ofArray(
            new byte[(int) (type.bytesFor(shape.rowLength()) * shape.rowCount())]);
    RandomBlocks.of(type, rms).fill(random, bytes, 0, shape.elementCount() / type.blockLength());
    writer.tensor(name, type, shape, bytes);
  }

  /// The formulas, one after another.
  private record Naive(GgufFile file, Routing routing, boolean biased) {
    double[] result(int token) {
      double[] x = row("embd", token);
      double[] probabilities = new double[EXPERTS];
      for (int e = 0; e < EXPERTS; e++) {
        double z = dot(row("router", e), x);
        probabilities[e] =
            switch (routing.gating()) {
              case SOFTMAX -> Math.exp(z);
              case SIGMOID -> 1 / (1 + Math.exp(-z));
              case CHOSEN_SOFTMAX -> z;
            };
      }
      if (routing.gating() == Gating.SOFTMAX) {
        double sum = Arrays.stream(probabilities).sum();
        Arrays.setAll(probabilities, e -> probabilities[e] / sum);
      }
      List<Integer> chosen = choose(probabilities);
      double[] factors = new double[EXPERTS];
      double sum = 0;
      for (int e : chosen) {
        factors[e] =
            routing.gating() == Gating.CHOSEN_SOFTMAX
                ? Math.exp(probabilities[e])
                : probabilities[e];
        sum += factors[e];
      }
      boolean divided = routing.normalize() || routing.gating() == Gating.CHOSEN_SOFTMAX;
      double[] out = new double[WIDTH];
      for (int e : chosen) {
        double[] y = expert(e, x);
        for (int i = 0; i < WIDTH; i++) {
          out[i] += factors[e] / (divided ? sum : 1) * routing.scale() * y[i];
        }
      }
      return out;
    }

    private List<Integer> choose(double[] probabilities) {
      double[] scores = probabilities.clone();
      for (int e = 0; biased && e < EXPERTS; e++) {
        scores[e] += row("selection", 0)[e];
      }
      int length = EXPERTS / routing.groups();
      List<Integer> groups = new ArrayList<>();
      IntStream.range(0, routing.groups()).forEach(groups::add);
      groups.sort(
          Comparator.comparingDouble(g -> {
            double[] own = Arrays.copyOfRange(scores, g * length, (g + 1) * length);
            Arrays.sort(own);
            return -own[length - 1] - own[length - 2];
          }));
      List<Integer> open = groups.subList(0, routing.groupsChosen());
      List<Integer> experts = new ArrayList<>();
      IntStream.range(0, EXPERTS).filter(e -> open.contains(e / length)).forEach(experts::add);
      experts.sort(Comparator.comparingDouble(e -> -scores[e]));
      return experts.subList(0, routing.chosen());
    }

    private double[] expert(int e, double[] x) {
      double[] inner = new double[INNER];
      for (int i = 0; i < INNER; i++) {
        double gate = dot(row("gate", e * INNER + i), x);
        double up = dot(row("up", e * INNER + i), x) + (biased ? row("up.bias", e)[i] : 0);
        inner[i] = gate / (1 + Math.exp(-gate)) * up;
      }
      double[] out = new double[WIDTH];
      for (int i = 0; i < WIDTH; i++) {
        out[i] = dot(row("down", e * WIDTH + i), inner);
        if (biased) {
          out[i] = out[i] * row("down.scale", 0)[e] + row("down.bias", e)[i];
        }
      }
      return out;
    }

    private double[] row(String name, int row) {
      Tensor tensor = tensor(file, name);
      float[] values = new float[(int) tensor.shape().rowLength()];
      new TensorRows(tensor).decode(row, values, 0);
      double[] wide = new double[values.length];
      Arrays.setAll(wide, i -> values[i]);
      return wide;
    }

    private static double dot(double[] left, double[] right) {
      double sum = 0;
      for (int i = 0; i < left.length; i++) {
        sum += left[i] * right[i];
      }
      return sum;
    }
  }
}
