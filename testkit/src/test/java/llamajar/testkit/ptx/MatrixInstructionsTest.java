package llamajar.testkit.ptx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Matrices are stored as they lie in memory, and threads pick their elements as the manual's
/// tables say, written here by hand for each shape.
class MatrixInstructionsTest {

  @ParameterizedTest(name = "{0} of {1} times {2}")
  @CsvSource({
    "m16n8k32, s8, s8",
    "m16n8k32, u8, s8",
    "m16n8k32, s8, u8",
    "m16n8k16, s8, s8",
    "m8n8k16, s8, s8",
    "m8n8k16, u8, u8",
  })
  void multipliesBytes(String shape, String typeA, String typeB) {
    int rows = shape.startsWith("m16") ? 16 : 8;
    int depth = shape.endsWith("k32") ? 32 : 16;
    Random random = new Random(3);
    byte[] a = new byte[rows * depth];
    byte[] b = new byte[8 * depth];
    random.nextBytes(a);
    random.nextBytes(b);
    int registersA = rows * depth / 128;
    int registersB = 8 * depth / 128;
    int registersD = rows * 8 / 32;
    Fragments code = new Fragments();
    for (int r = 0; r < registersA; r++) {
      int register = r;
      code.load(
          "%r" + (1 + r),
          t -> {
            int row = t / 4 + (rows == 16 && register % 2 == 1 ? 8 : 0);
            int column = t % 4 * 4 + (rows == 16 ? register / 2 : 0) * 16;
            return word(a, row * depth + column);
          });
    }
    for (int r = 0; r < registersB; r++) {
      int register = r;
      code.load("%r" + (5 + r), t -> word(b, t / 4 * depth + t % 4 * 4 + register * 16));
    }
    for (int r = 0; r < registersD; r++) {
      int register = r;
      code.load("%r" + (8 + r), t -> 1000 * t + register);
    }
    String operands =
        "{%s}, {%s}, {%s}, {%s}"
            .formatted(
                list(12, registersD),
                list(1, registersA),
                list(5, registersB),
                list(8, registersD));
    int[] d =
        code.run(
            "mma.sync.aligned.%s.row.col.s32.%s.%s.s32 %s;"
                .formatted(shape, typeA, typeB, operands),
            12,
            registersD);
    for (int t = 0; t < 32; t++) {
      for (int r = 0; r < registersD; r++) {
        int row = t / 4 + (r < 2 ? 0 : 8);
        int column = t % 4 * 2 + r % 2;
        int expected = 1000 * t + r;
        for (int k = 0; k < depth; k++) {
          expected += number(typeA, a[row * depth + k]) * number(typeB, b[column * depth + k]);
        }
        assertThat(d[t * registersD + r]).as("row %d, column %d", row, column).isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest(name = "{0} of {1} into {2}")
  @CsvSource({
    "m16n8k16, f16, f32",
    "m16n8k16, bf16, f32",
    "m16n8k8, f16, f32",
    "m16n8k8, bf16, f32",
    "m16n8k16, f16, f16",
  })
  void multipliesHalves(String shape, String type, String result) {
    int depth = shape.endsWith("k16") ? 16 : 8;
    Random random = new Random(4);
    // Small integers, whose products and sums are exact in every format.
    float[] a = new float[16 * depth];
    float[] b = new float[8 * depth];
    for (int i = 0; i < a.length; i++) {
      a[i] = random.nextInt(7) - 3;
    }
    for (int i = 0; i < b.length; i++) {
      b[i] = random.nextInt(7) - 3;
    }
    int registersA = depth / 4;
    int registersB = depth / 8;
    boolean packed = result.equals("f16");
    int registersD = packed ? 2 : 4;
    Fragments code = new Fragments();
    for (int r = 0; r < registersA; r++) {
      int register = r;
      code.load(
          "%r" + (1 + r),
          t -> {
            int row = t / 4 + register % 2 * 8;
            int column = t % 4 * 2 + register / 2 * 8;
            return pair(type, a[row * depth + column], a[row * depth + column + 1]);
          });
    }
    for (int r = 0; r < registersB; r++) {
      int register = r;
      code.load(
          "%r" + (5 + r),
          t -> {
            int k = t % 4 * 2 + register * 8;
            return pair(type, b[t / 4 * depth + k], b[t / 4 * depth + k + 1]);
          });
    }
    for (int r = 0; r < registersD; r++) {
      code.load("%r" + (8 + r), t -> packed ? pair("f16", t, -t) : Float.floatToRawIntBits(t));
    }
    StringBuilder moves = new StringBuilder();
    String sources = list(8, registersD);
    String destinations = list(12, registersD);
    if (!packed) {
      for (int r = 0; r < registersD; r++) {
        moves.append("mov.b32 %f").append(r).append(", %r").append(8 + r).append("; ");
      }
      sources = "%f0, %f1, %f2, %f3";
      destinations = "%f4, %f5, %f6, %f7";
    }
    String text =
        moves
            + "mma.sync.aligned.%s.row.col.%s.%s.%s.%s {%s}, {%s}, {%s}, {%s}; "
                .formatted(
                    shape,
                    result,
                    type,
                    type,
                    result,
                    destinations,
                    list(1, registersA),
                    list(5, registersB),
                    sources)
            + (packed
                ? ""
                : "mov.b32 %r12, %f4; mov.b32 %r13, %f5; mov.b32 %r14, %f6; mov.b32 %r15, %f7;");
    int[] d = code.run(text, 12, registersD);
    for (int t = 0; t < 32; t++) {
      for (int e = 0; e < 4; e++) {
        int row = t / 4 + (e < 2 ? 0 : 8);
        int column = t % 4 * 2 + e % 2;
        float expected = packed && e % 2 == 1 ? -t : t;
        for (int k = 0; k < depth; k++) {
          expected += a[row * depth + k] * b[column * depth + k];
        }
        float actual =
            packed
                ? Float.float16ToFloat((short) (d[t * 2 + e / 2] >> (e % 2 * 16)))
                : Float.intBitsToFloat(d[t * 4 + e]);
        assertThat(actual).as("row %d, column %d", row, column).isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".trans"})
  void loadsMatrices(String transposed) {
    // Four matrices of 8 rows with 8 halves; element (m, i, j) is 64 m + 8 i + j.
    String text =
        """
        mov.u32 %%r1, shared; mad.lo.u32 %%r2, %%r0, 32, %%r1;
        shl.b32 %%r3, %%r0, 4; shl.b32 %%r4, %%r0, 3;
        $fill: and.b32 %%r5, %%r4, 7; add.u32 %%r6, %%r3, %%r1; shl.b32 %%r7, %%r5, 1; add.u32 %%r6, %%r6, %%r7;
        st.shared.u16 [%%r6], %%r4; add.u32 %%r4, %%r4, 1; and.b32 %%r5, %%r4, 7; setp.ne.u32 %%p1, %%r5, 0; @%%p1 bra $fill;
        bar.sync 0;
        add.u32 %%r8, %%r1, %%r3;
        ldmatrix.sync.aligned.m8n8.x4%s.shared.b16 {%%r12, %%r13, %%r14, %%r15}, [%%r8];
        """
            .formatted(transposed);
    int[] loaded = new Fragments().run(text, 12, 4);
    for (int t = 0; t < 32; t++) {
      for (int m = 0; m < 4; m++) {
        int row = t / 4;
        int column = t % 4 * 2;
        int low = 64 * m + (transposed.isEmpty() ? 8 * row + column : 8 * column + row);
        int high = low + (transposed.isEmpty() ? 1 : 8);
        assertThat(loaded[4 * t + m]).as("thread %d, matrix %d", t, m).isEqualTo(low | high << 16);
      }
    }
  }

  @Test
  void saturatesSums() {
    Fragments code = new Fragments();
    for (int r = 1; r <= 6; r++) {
      code.load("%r" + r, t -> 0x7f7f7f7f);
    }
    code.load("%r8", t -> Integer.MAX_VALUE - 5);
    String mma =
        "mma.sync.aligned.m16n8k32.row.col%s.s32.s8.s8.s32 {%%r12, %%r13, %%r14, %%r15},"
            + " {%%r1, %%r2, %%r3, %%r4}, {%%r5, %%r6}, {%%r8, %%r8, %%r8, %%r8};";
    assertThat(code.run(mma.formatted(".satfinite"), 12, 1)).containsOnly(Integer.MAX_VALUE);
    assertThat(code.run(mma.formatted(""), 12, 1))
        .containsOnly(Integer.MIN_VALUE + 32 * 127 * 127 - 6);
  }

  private static int word(byte[] bytes, int at) {
    return (bytes[at] & 255)
        | (bytes[at + 1] & 255) << 8
        | (bytes[at + 2] & 255) << 16
        | bytes[at + 3] << 24;
  }

  private static int number(String type, byte value) {
    return type.equals("s8") ? value : value & 255;
  }

  private static int pair(String type, float low, float high) {
    return type.equals("f16")
        ? (Float.floatToFloat16(low) & 0xffff) | Float.floatToFloat16(high) << 16
        : Float.floatToRawIntBits(low) >>> 16 | (Float.floatToRawIntBits(high) & 0xffff0000);
  }

  private static String list(int first, int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(i == 0 ? "%r" : ", %r").append(first + i);
    }
    return text.toString();
  }
}
