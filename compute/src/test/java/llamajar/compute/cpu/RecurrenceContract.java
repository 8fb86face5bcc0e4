package llamajar.compute.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Random;
import llamajar.compute.Programs;
import llamajar.compute.RecurrentOp;
import llamajar.compute.RecurrentOp.DeltaNet.Sharing;
import llamajar.compute.Value;
import llamajar.compute.cpu.kernel.FloatRows;
import llamajar.compute.cpu.kernel.RecurrenceKernels;
import llamajar.compute.cpu.kernel.Scratch;
import llamajar.gguf.GgufFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What kernels of recurrent layers of every tier must do, against their formulas in double
/// precision.
public abstract class RecurrenceContract {
  private static final int ROWS = 9;

  private final Arena arena = Arena.ofConfined();
  private final Random random = new Random(11);
  private final Scratch scratch = new Scratch();
  private final RecurrenceKernels kernels;

  @TempDir private Path folder;

  /// Skips the tests where the tier can't run.
  protected RecurrenceContract(CpuTier tier) {
    kernels = Tiers.kernels(tier).recurrence();
  }

  @AfterEach
  void free() {
    arena.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 16, 35, 130})
  void convolvesEachChannelWithTheTokensBefore(int channels) {
    int taps = 4;
    FloatRows in = gaussian(ROWS, channels);
    FloatRows past = gaussian(taps - 1, channels);
    FloatRows weight = gaussian(taps, channels);
    double[][] expected = new double[ROWS][channels];
    for (int row = 0; row < ROWS; row++) {
      for (int channel = 0; channel < channels; channel++) {
        for (int j = 0; j < taps; j++) {
          int time = row - taps + 1 + j;
          float x = time < 0 ? past.get(time + taps - 1, channel) : in.get(time, channel);
          expected[row][channel] += (double) weight.get(j, channel) * x;
        }
      }
    }
    // In pieces, the shortest of them shorter than the history.
    for (int[] pieces : new int[][] {{ROWS}, {1, 2, 6}, {5, 1, 1, 1, 1}}) {
      FloatRows out = rows(ROWS, channels);
      MemorySegment history = arena.allocate(past.data().byteSize() + 8, 64);
      MemorySegment.copy(past.data(), 0, history, 8, past.data().byteSize());
      int row = 0;
      for (int length : pieces) {
        int half = channels / 2;
        convolve(taps, weight, 0, half, in, row, length, history, out);
        convolve(taps, weight, half, channels - half, in, row, length, history, out);
        row += length;
      }
      for (int r = 0; r < ROWS; r++) {
        for (int c = 0; c < channels; c++) {
          assertThat((double) out.get(r, c)).isCloseTo(expected[r][c], within(2e-6));
        }
      }
    }
  }

  private void convolve(
      int taps,
      FloatRows weight,
      int first,
      int count,
      FloatRows in,
      int row,
      int length,
      MemorySegment history,
      FloatRows out) {
    kernels.convolve(taps, weight.data(), first, count, in, row, length, history, 8, out, scratch);
  }

  @ParameterizedTest
  @CsvSource({"4,4,1,1", "5,7,2,4", "64,64,2,4", "32,35,1,3", "128,128,2,2"})
  void followsTheGatedDeltaRule(int keyLength, int valueLength, int keyHeads, int heads) {
    for (Sharing sharing : Sharing.values()) {
      RecurrentOp.DeltaNet op = op(keyLength, valueLength, keyHeads, heads, sharing);
      FloatRows query = gaussian(ROWS, keyHeads * keyLength);
      FloatRows key = gaussian(ROWS, keyHeads * keyLength);
      FloatRows value = gaussian(ROWS, heads * valueLength);
      FloatRows update = gaussian(ROWS, heads);
      FloatRows decay = gaussian(ROWS, heads);
      MemorySegment rate = arena.allocate(4L * heads, 64);
      for (int head = 0; head < heads; head++) {
        rate.setAtIndex(ValueLayout.JAVA_FLOAT, head, -random.nextFloat());
      }
      for (int[] pieces : new int[][] {{ROWS}, {1, 3, 5}}) {
        FloatRows out = rows(ROWS, heads * valueLength);
        for (int head = 0; head < heads; head++) {
          MemorySegment state = arena.allocate(4L * keyLength * valueLength + 64, 64);
          int row = 0;
          for (int length : pieces) {
            kernels.delta(
                op, head, row, length, query, key, value, update, decay, rate, state, 64, out,
                scratch);
            row += length;
          }
          double[][] expected = delta(op, head, query, key, value, update, decay, rate);
          for (int r = 0; r < ROWS; r++) {
            for (int j = 0; j < valueLength; j++) {
              assertThat((double) out.get(r, head * valueLength + j))
                  .isCloseTo(expected[r][j], within(2e-6));
            }
          }
        }
      }
    }
  }

  @Test
  void largeInputsToTheGatesSaturate() {
    assertThat(RecurrentOp.DeltaNet.kept(-1, 1e30f)).isZero();
    assertThat(RecurrentOp.DeltaNet.kept(-1, -1e30f)).isOne();
    assertThat(RecurrentOp.DeltaNet.corrected(1e30f)).isOne();
    assertThat(RecurrentOp.DeltaNet.corrected(-1e30f)).isZero();
  }

  private static double[][] delta(
      RecurrentOp.DeltaNet op,
      int head,
      FloatRows query,
      FloatRows key,
      FloatRows value,
      FloatRows update,
      FloatRows decay,
      MemorySegment rate) {
    int n = op.keyLength();
    int m = op.valueLength();
    double[][] state = new double[n][m];
    double[][] out = new double[ROWS][m];
    int keyHead =
        op.sharing() == Sharing.CYCLIC
            ? head % op.headCountKey()
            : head * op.headCountKey() / op.headCountValue();
    for (int row = 0; row < ROWS; row++) {
      double[] q = unit(query, row, keyHead * n, n, op.epsilon());
      double[] k = unit(key, row, keyHead * n, n, op.epsilon());
      double kept =
          Math.exp(
              rate.getAtIndex(ValueLayout.JAVA_FLOAT, head)
                  * Math.log(1 + Math.exp(decay.get(row, head))));
      double corrected = 1 / (1 + Math.exp(-update.get(row, head)));
      for (int j = 0; j < m; j++) {
        double seen = 0;
        for (int i = 0; i < n; i++) {
          state[i][j] *= kept;
          seen += state[i][j] * k[i];
        }
        double error = value.get(row, head * m + j) - seen;
        for (int i = 0; i < n; i++) {
          state[i][j] += k[i] * corrected * error;
          out[row][j] += state[i][j] * q[i] / Math.sqrt(n);
        }
      }
    }
    return out;
  }

  private static double[] unit(FloatRows rows, int row, int from, int length, float epsilon) {
    double[] vector = new double[length];
    double squares = epsilon;
    for (int i = 0; i < length; i++) {
      vector[i] = rows.get(row, from + i);
      squares += vector[i] * vector[i];
    }
    for (int i = 0; i < length; i++) {
      vector[i] /= Math.sqrt(squares);
    }
    return vector;
  }

  private RecurrentOp.DeltaNet op(
      int keyLength, int valueLength, int keyHeads, int heads, Sharing sharing) {
    Value key = new Value(0, keyHeads * keyLength, Value.Rows.TOKENS);
    Value value = new Value(1, heads * valueLength, Value.Rows.TOKENS);
    Value gate = new Value(2, heads, Value.Rows.TOKENS);
    try (GgufFile file = Programs.file(folder)) {
      return new RecurrentOp.DeltaNet(
          key,
          key,
          value,
          gate,
          gate,
          Programs.tensor(file, "output_norm.weight"),
          1e-6f,
          keyHeads,
          heads,
          sharing,
          0,
          value);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private FloatRows gaussian(int count, int width) {
    FloatRows rows = rows(count, width);
    for (int row = 0; row < count; row++) {
      for (int i = 0; i < width; i++) {
        rows.set(row, i, (float) random.nextGaussian());
      }
    }
    return rows;
  }

  private FloatRows rows(int count, int width) {
    return new FloatRows(width, arena.allocate(4L * count * width, 64));
  }
}
