package llamajar.testkit.ptx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FloatInstructionsTest {
  private static final float INFINITY = Float.POSITIVE_INFINITY;

  private static float float32(String form, float a, float b, float c) {
    String sources = "a, b";
    if (form.matches("(fma|mad).*")) {
      sources = "a, b, c";
    } else if (form.matches("(rcp|sqrt|rsqrt|ex2|lg2|sin|cos|tanh|abs|neg|cvt).*")) {
      sources = "a";
    }
    long bits =
        Snippet.one(
            32,
            form + " d, " + sources + ";",
            Float.floatToRawIntBits(a),
            Float.floatToRawIntBits(b),
            Float.floatToRawIntBits(c));
    return Float.intBitsToFloat((int) bits);
  }

  @ParameterizedTest(name = "{0} {1} {2} {3} is {4}")
  @CsvSource({
    "add.f32, 1.5, 2.25, 0, 3.75",
    "add.rn.f32, 16777216, 1, 0, 16777216",
    "add.rp.f32, 16777216, 1, 0, 16777218",
    "add.rz.f32, 16777216, 3, 0, 16777218",
    "add.rm.f32, -16777216, -1, 0, -16777218",
    "add.sat.f32, 1, 1, 0, 1",
    "add.f32, NaN, 1, 0, NaN",
    "add.ftz.f32, 1e-40, 0, 0, 0",
    "sub.f32, 1, 3, 0, -2",
    "sub.rz.f32, 1, 1e-20, 0, 0.99999994",
    "mul.f32, 3, -4, 0, -12",
    "mul.rz.f32, 3, 0.33333334, 0, 1",
    "mul.rm.f32, 1.0000001, 1.0000001, 0, 1.0000002",
    "mul.rp.f32, 1.0000001, 1.0000001, 0, 1.0000004",
    "mul.ftz.f32, 1e-30, 1e-10, 0, 0",
    "fma.rn.f32, 1.0000001, 1.0000001, -1.0000002, 1.4210855E-14",
    "fma.rz.f32, 16777216, 1, 3, 16777218",
    "mad.rn.f32, 2, 3, 4, 10",
    "div.rn.f32, 1, 3, 0, 0.33333334",
    "div.rz.f32, 1, 3, 0, 0.3333333",
    "div.rp.f32, 1, 3, 0, 0.33333334",
    "div.rm.f32, -1, 3, 0, -0.33333334",
    "div.rn.f32, 1, 0, 0, Infinity",
    "div.full.f32, 6, 3, 0, 2",
    "div.approx.f32, 6, 3, 0, 2",
    "rcp.rn.f32, 4, 0, 0, 0.25",
    "rcp.approx.ftz.f32, 4, 0, 0, 0.25",
    "sqrt.rn.f32, 2, 0, 0, 1.4142135",
    "sqrt.rp.f32, 2, 0, 0, 1.4142137",
    "sqrt.approx.f32, 9, 0, 0, 3",
    "rsqrt.approx.f32, 16, 0, 0, 0.25",
    "min.f32, 1, -2, 0, -2",
    "max.f32, 1, NaN, 0, 1",
    "max.NaN.f32, 1, NaN, 0, NaN",
    "abs.f32, -1.5, 0, 0, 1.5",
    "neg.f32, 1.5, 0, 0, -1.5",
    "abs.ftz.f32, -1e-40, 0, 0, 0",
    "copysign.f32, -1, 2, 0, -2",
    "ex2.approx.ftz.f32, 10, 0, 0, 1024",
    "lg2.approx.f32, 1024, 0, 0, 10",
    "lg2.approx.f32, 0, 0, 0, -Infinity",
    "cvt.rni.f32.f32, 2.5, 0, 0, 2",
    "cvt.rzi.f32.f32, -2.5, 0, 0, -2",
    "cvt.rmi.f32.f32, -2.5, 0, 0, -3",
    "cvt.rpi.f32.f32, 2.5, 0, 0, 3",
    "cvt.sat.f32.f32, -2.5, 0, 0, 0",
  })
  void calculatesWithFloats(String form, float a, float b, float c, float expected) {
    assertThat(float32(form, a, b, c)).isEqualTo(Float.valueOf(expected));
  }

  @ParameterizedTest
  @ValueSource(floats = {0.1f, 0.75f, -2.5f, 3.25f})
  void approximates(float x) {
    assertThat(float32("ex2.approx.f32", x, 0, 0)).isCloseTo((float) Math.pow(2, x), within(1e-6f));
    assertThat(float32("sin.approx.f32", x, 0, 0)).isCloseTo((float) Math.sin(x), within(1e-6f));
    assertThat(float32("cos.approx.f32", x, 0, 0)).isCloseTo((float) Math.cos(x), within(1e-6f));
    assertThat(float32("tanh.approx.f32", x, 0, 0)).isCloseTo((float) Math.tanh(x), within(1e-6f));
  }

  /// Exact sums and products, rounded by comparing with the neighbours.
  @ParameterizedTest
  @ValueSource(strings = {"rn", "rz", "rm", "rp"})
  void roundsAsExactArithmeticDoes(String mode) {
    Random random = new Random(7);
    long[] a = new long[32];
    long[] b = new long[32];
    long[] c = new long[32];
    for (int i = 0; i < 32; i++) {
      a[i] = bits(random, 20);
      b[i] = bits(random, 20);
      c[i] = bits(random, 40);
    }
    long[] sums = Snippet.run(32, "add." + mode + ".f32 d, a, c;", a, b, c);
    long[] products = Snippet.run(32, "mul." + mode + ".f32 d, a, b;", a, b, c);
    long[] both = Snippet.run(32, "fma." + mode + ".f32 d, a, b, c;", a, b, c);
    for (int i = 0; i < 32; i++) {
      BigDecimal x = exact(a[i]);
      BigDecimal y = exact(b[i]);
      BigDecimal z = exact(c[i]);
      assertThat(value(sums[i])).isEqualTo(rounded(x.add(z), mode));
      assertThat(value(products[i])).isEqualTo(rounded(x.multiply(y), mode));
      assertThat(value(both[i])).isEqualTo(rounded(x.multiply(y).add(z), mode));
    }
  }

  private static long bits(Random random, int exponents) {
    float value = (random.nextFloat() - 0.5f) * (float) Math.scalb(1.0, random.nextInt(exponents));
    return Float.floatToRawIntBits(value) & 0xffff_ffffL;
  }

  private static float value(long bits) {
    return Float.intBitsToFloat((int) bits);
  }

  private static BigDecimal exact(long bits) {
    return new BigDecimal(value(bits));
  }

  private static float rounded(BigDecimal exact, String mode) {
    float nearest = exact.floatValue();
    int above = new BigDecimal(nearest).compareTo(exact);
    return switch (mode) {
      case "rz" ->
          exact.signum() > 0
              ? above > 0 ? Math.nextDown(nearest) : nearest
              : above < 0 ? Math.nextUp(nearest) : nearest;
      case "rm" -> above > 0 ? Math.nextDown(nearest) : nearest;
      case "rp" -> above < 0 ? Math.nextUp(nearest) : nearest;
      default -> nearest;
    };
  }

  @ParameterizedTest(name = "{0} of {1} is {2}")
  @CsvSource({
    "cvt.rni.s32.f32, 2.5, 2",
    "cvt.rzi.s32.f32, -2.9, -2",
    "cvt.rmi.s32.f32, -2.1, -3",
    "cvt.rpi.s32.f32, 2.1, 3",
    "cvt.rzi.s32.f32, 1e20, 2147483647",
    "cvt.rzi.s32.f32, NaN, 0",
    "cvt.rzi.u32.f32, -5, 0",
    "cvt.rzi.u32.f32, 4e9, -294967296",
    "cvt.rni.s8.f32, 200, 127",
    "cvt.rni.u8.f32, 300, 255",
  })
  void convertsFloatsToIntegers(String form, float a, int expected) {
    assertThat((int) Snippet.one(32, form + " d, a;", Float.floatToRawIntBits(a), 0, 0))
        .isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0} of {1} is {2}")
  @CsvSource({
    "cvt.rn.f32.s32, -7, -7",
    "cvt.rn.f32.u32, -1, 4294967296",
    "cvt.rz.f32.u32, -1, 4294967040",
    "cvt.rn.f32.s32, 16777217, 16777216",
    "cvt.rp.f32.s32, 16777217, 16777218",
    "cvt.rn.f32.u8, 511, 255",
    "cvt.rn.f32.s8, 255, -1",
    "cvt.rn.f32.s16, 65535, -1",
    "cvt.rn.f32.u16, 65535, 65535",
  })
  void convertsIntegersToFloats(String form, int a, float expected) {
    assertThat(value(Snippet.one(32, form + " d, a;", a, 0, 0))).isEqualTo(expected);
  }

  @Test
  void convertsEveryHalfToAFloatAndBack() {
    long[] halves = new long[32];
    for (int start = 0; start < 0x10000; start += 2048 + 32) {
      for (int i = 0; i < 32; i++) {
        halves[i] = (start + i) & 0xffffL;
      }
      long[] floats =
          Snippet.run(32, "cvt.u16.u32 h, a; cvt.f32.f16 d, h;", halves, halves, halves);
      long[] back =
          Snippet.run(32, "cvt.rn.f16.f32 h, a; cvt.u32.u16 d, h;", floats, floats, floats);
      for (int i = 0; i < 32; i++) {
        float expected = Float.float16ToFloat((short) halves[i]);
        if (!Float.isNaN(expected)) {
          assertThat(value(floats[i])).isEqualTo(expected);
          assertThat(back[i]).isEqualTo(halves[i]);
        }
      }
    }
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        // 1.0 is 3c00, 2.0 is 4000, 3.0 is 4200, 0.5 is 3800, 65504 is 7bff, -1 is bc00
        "add.f16 h, h, i; | 0x4200",
        "sub.f16 h, h, i; | 0xbc00",
        "mul.f16 h, h, i; | 0x4000",
        "fma.rn.f16 h, h, i, i; | 0x4400",
        "max.f16 h, h, i; | 0x4000",
        "min.f16 h, h, i; | 0x3c00",
        "neg.f16 h, h; | 0xbc00",
        "abs.f16 h, h; | 0x3c00",
        "ex2.approx.f16 h, h; | 0x4000",
        "tanh.approx.f16 h, h; | 0x3a18",
        "set.eq.f16.f16 h, h, i; | 0x0000",
        "set.lt.f16.f16 h, h, i; | 0x3c00",
        "setp.lt.f16 p, h, i; selp.b16 h, h, i, p; | 0x3c00",
        "mov.b16 h, 0x7bff; add.f16 h, h, h; | 0x7c00",
        "mov.b16 h, 0x0001; mul.f16 h, h, i; | 0x0002",
        "mov.b16 i, 0x6c00; mov.b16 h, 0x0001; add.f16 h, h, i; | 0x6c00",
        "cvt.rzi.s32.f16 x, i; cvt.u16.u32 h, x; | 0x0002",
        "cvt.rn.f16.s32 h, 3; | 0x4200",
        "cvt.rz.f16.f32 h, 0f3F800FFF; | 0x3c00",
        "cvt.rn.f16.f32 h, 0f3F801001; | 0x3c01",
        "cvt.rn.f16.f32 h, 0f3F801000; | 0x3c00",
        "cvt.rn.f16.f32 h, 0f3F803000; | 0x3c02",
        "cvt.rn.bf16.f32 h, 0f3F808000; | 0x3f80",
        "cvt.rn.bf16.f32 h, 0f3F818000; | 0x3f82",
        "cvt.rz.bf16.f32 h, 0f3F81FFFF; | 0x3f81",
        "cvt.rn.relu.bf16.f32 h, 0fBF800000; | 0x0000",
        "mov.b16 h, 0x3f80; mov.b16 i, 0x4000; fma.rn.bf16 h, h, i, h; | 0x4040",
        "mov.b16 h, 0x3f80; mov.b16 i, 0x4000; max.bf16 h, h, i; | 0x4000",
      })
  void calculatesWithHalves(String instructions, String expected) {
    String text = "mov.b16 h, 0x3c00; mov.b16 i, 0x4000; " + instructions + " cvt.u32.u16 d, h;";
    assertThat(Snippet.one(32, text, 0, 0, 0)).isEqualTo(Long.decode(expected).longValue());
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource(
      delimiter = '#',
      value = {
        "add.f16x2 d, a, b; # 0x44004200",
        "mul.f16x2 d, a, b; # 0x43804000",
        "fma.rn.f16x2 d, a, b, b; # 0x46404400",
        "max.f16x2 d, a, b; # 0x41004000",
        "neg.f16x2 d, a; # 0xbe00bc00",
        "set.gt.f16x2.f16x2 d, b, a; # 0x3c003c00",
        "setp.gt.f16x2 p|q, b, a; selp.b32 d, 1, 0, p; # 1",
        "cvt.rn.f16x2.f32 d, 0f3FC00000, 0f3F800000; # 0x3e003c00",
        "cvt.rn.bf16x2.f32 d, 0f3FC00000, 0f3F800000; # 0x3fc03f80",
        "mov.b32 {h, i}, a; mov.b32 d, {i, h}; # 0x3c003e00",
        "mov.b32 x, 0x3fc03f80; fma.rn.bf16x2 d, x, x, x; # 0x40704000",
      })
  void calculatesWithPairsOfHalves(String instructions, String expected) {
    // The upper halves hold 1.5 and 2.5, the lower ones 1 and 2.
    assertThat(Snippet.one(32, instructions, 0x3e003c00L, 0x41004000L, 0))
        .isEqualTo(Long.decode(expected).longValue());
  }

  @ParameterizedTest(name = "setp.{0} of {1} and {2} is {3}")
  @CsvSource({
    "eq.f32, 1, 1, 1", "eq.f32, NaN, NaN, 0", "ne.f32, 1, 2, 1", "ne.f32, NaN, 2, 0",
    "neu.f32, NaN, 2, 1", "lt.f32, 1, 2, 1", "ltu.f32, NaN, 2, 1", "le.f32, 2, 2, 1",
    "leu.f32, 3, 2, 0", "gt.f32, 3, 2, 1", "gtu.f32, NaN, 2, 1", "ge.f32, 2, 2, 1",
    "geu.f32, 1, 2, 0", "equ.f32, NaN, 1, 1", "num.f32, 1, 2, 1", "nan.f32, NaN, 2, 1",
    "eq.ftz.f32, 1e-40, 0, 1", "eq.f32, 0, -0, 1",
  })
  void compares(String form, float a, float b, int expected) {
    String text = "setp.%s p, a, b; selp.b32 d, 1, 0, p;".formatted(form);
    assertThat(Snippet.one(32, text, Float.floatToRawIntBits(a), Float.floatToRawIntBits(b), 0))
        .isEqualTo(expected);
  }

  @ParameterizedTest(name = "testp.{0} of {1} is {2}")
  @CsvSource({
    "finite.f32, 1, 1",
    "finite.f32, Infinity, 0",
    "infinite.f32, -Infinity, 1",
    "number.f32, NaN, 0",
    "notanumber.f32, NaN, 1",
    "normal.f32, 1e-40, 0",
    "subnormal.f32, 1e-40, 1",
  })
  void testsProperties(String form, float a, int expected) {
    String text = "testp.%s p, a; selp.b32 d, 1, 0, p;".formatted(form);
    assertThat(Snippet.one(32, text, Float.floatToRawIntBits(a), 0, 0)).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0} of {1} and {2} is {3}")
  @CsvSource({
    "add.f64, 1.5, 2.5, 4",
    "mul.f64, 1.5, 2, 3",
    "sub.f64, 1, 3, -2",
    "div.rn.f64, 1, 4, 0.25",
    "min.f64, 1, 2, 1",
    "max.f64, 1, 2, 2",
  })
  void calculatesWithDoubles(String form, double a, double b, double expected) {
    long bits =
        Snippet.one(
            64, form + " d, a, b;", Double.doubleToLongBits(a), Double.doubleToLongBits(b), 0);
    assertThat(Double.longBitsToDouble(bits)).isEqualTo(expected);
  }

  @Test
  void convertsDoubles() {
    long pi = Double.doubleToLongBits(Math.PI);
    assertThat(
            value(
                Snippet.run(
                        "b64",
                        "b32",
                        "cvt.rn.f32.f64 d, a;",
                        new long[] {pi},
                        new long[] {0},
                        new long[] {0})[0]
                    & 0xffff_ffffL))
        .isEqualTo((float) Math.PI);
    assertThat(Snippet.one(64, "cvt.rzi.s64.f64 d, a;", pi, 0, 0)).isEqualTo(3);
    assertThat(Double.longBitsToDouble(Snippet.one(64, "cvt.rn.f64.s64 d, a;", -5, 0, 0)))
        .isEqualTo(-5);
    assertThat(Double.longBitsToDouble(Snippet.one(64, "cvt.rn.f64.u64 d, a;", -1, 0, 0)))
        .isEqualTo(0x1p64);
    assertThat(
            Double.longBitsToDouble(
                Snippet.one(64, "fma.rn.f64 d, a, a, a;", Double.doubleToLongBits(3), 0, 0)))
        .isEqualTo(12);
    assertThat(float32("mul.f32", INFINITY, 0, 0)).isNaN();
  }
}
