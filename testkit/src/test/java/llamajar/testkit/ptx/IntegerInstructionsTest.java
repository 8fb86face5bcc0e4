package llamajar.testkit.ptx;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IntegerInstructionsTest {

  @ParameterizedTest(name = "{0} {1} {2} {3} is {4}")
  @CsvSource({
    "add.s32, 5, -7, 0, -2",
    "add.s32, 2147483647, 1, 0, -2147483648",
    "add.sat.s32, 2147483647, 1, 0, 2147483647",
    "add.u32, -1, 2, 0, 1",
    "sub.s32, 5, 7, 0, -2",
    "sub.sat.s32, -2147483648, 1, 0, -2147483648",
    "mul.lo.s32, 65536, 65537, 0, 65536",
    "mul.hi.s32, -2, 2147483647, 0, -1",
    "mul.hi.u32, -2, 2, 0, 1",
    "mul24.lo.s32, 16777215, 3, 0, -3",
    "mul24.lo.u32, 16777215, 3, 0, 50331645",
    "div.s32, -7, 2, 0, -3",
    "div.u32, -7, 2, 0, 2147483644",
    "rem.s32, -7, 2, 0, -1",
    "rem.u32, -7, 10, 0, 9",
    "min.s32, -1, 1, 0, -1",
    "min.u32, -1, 1, 0, 1",
    "max.s32, -1, 1, 0, 1",
    "max.u32, -1, 1, 0, -1",
    "and.b32, 12, 10, 0, 8",
    "or.b32, 12, 10, 0, 14",
    "xor.b32, 12, 10, 0, 6",
    "shl.b32, 3, 31, 0, -2147483648",
    "shl.b32, 3, 32, 0, 0",
    "shr.u32, -1, 31, 0, 1",
    "shr.u32, -1, 32, 0, 0",
    "shr.s32, -8, 1, 0, -4",
    "shr.s32, -8, 99, 0, -1",
  })
  void calculatesWithTwoSources(String form, long a, long b, long unused, int expected) {
    assertThat((int) Snippet.one(32, form + " d, a, b;", a, b, unused)).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0} {1} {2} {3} is {4}")
  @CsvSource({
    "mad.lo.s32, 3, -4, 5, -7",
    "mad.hi.u32, -1, -1, 7, 5",
    "mad24.lo.u32, 3, 4, 5, 17",
    "sad.u32, -1, 1, 3, 1",
    "sad.s32, -1, 1, 3, 5",
    "dp4a.s32.s32, 0x01ff0203, 0x02030405, 10, 32",
    "dp4a.u32.s32, 0x000000ff, 0x000000ff, 0, -255",
    "dp4a.s32.u32, 0x000000ff, 0x000000ff, 0, -255",
    "dp4a.u32.u32, 0x000000ff, 0x000000ff, 0, 65025",
    "dp2a.lo.s32.s32, 0xffff0002, 0x00000503, 1, 2",
    "dp2a.hi.s32.s32, 0xffff0002, 0x05030000, 1, 2",
    "bfe.u32, 0xabcdef01, 8, 8, 0xef",
    "bfe.s32, 0xabcdef01, 8, 8, -17",
    "bfe.u32, 0xabcdef01, 28, 8, 0xa",
    "bfe.s32, 0xabcdef01, 28, 8, -6",
    "bfe.u32, -1, 3, 0, 0",
    "prmt.b32, 0x33221100, 0x77665544, 0x0406, 0x00440066",
    "prmt.b32, 0x33221180, 0x77665544, 0x8098, 0xff8000ff",
    "prmt.b32.f4e, 0x33221100, 0x77665544, 1, 0x44332211",
    "prmt.b32.rc8, 0x33221100, 0x77665544, 2, 0x22222222",
    "shf.l.wrap.b32, 0x80000001, 0x00000003, 33, 0x00000007",
    "shf.l.clamp.b32, 0x80000001, 0x00000003, 33, 0x80000001",
    "shf.r.wrap.b32, 0x80000001, 0x00000003, 4, 0x38000000",
    "shf.r.clamp.b32, 0x80000001, 0x00000003, 40, 0x00000003",
  })
  void calculatesWithThreeSources(String form, String a, String b, String c, String expected) {
    assertThat((int) Snippet.one(32, form + " d, a, b, c;", value(a), value(b), value(c)))
        .isEqualTo((int) value(expected));
  }

  @ParameterizedTest(name = "{0} {1} is {2}")
  @CsvSource({
    "abs.s32, -5, 5",
    "neg.s32, 5, -5",
    "not.b32, 0, -1",
    "cnot.b32, 0, 1",
    "cnot.b32, 3, 0",
    "popc.b32, 0xf0f0, 8",
    "clz.b32, 1, 31",
    "clz.b32, 0, 32",
    "brev.b32, 1, 0x80000000",
    "bfind.u32, 0x10, 4",
    "bfind.u32, 0, -1",
    "bfind.s32, -17, 4",
    "bfind.shiftamt.u32, 0x10, 27",
    "mov.u32, 9, 9",
    "cvt.u32.u8, 0x1ff, 0xff",
    "cvt.s32.s8, 0x1ff, -1",
    "cvt.s32.s16, 0x18000, -32768",
    "cvt.sat.s8.s32, 1000, 127",
    "cvt.sat.u8.s32, -4, 0",
    "cvt.s8.s32, 0xff, -1",
  })
  void calculatesWithOneSource(String form, String a, String expected) {
    assertThat((int) Snippet.one(32, form + " d, a;", value(a), 0, 0))
        .isEqualTo((int) value(expected));
  }

  @ParameterizedTest(name = "{0} {1} {2} {3} is {4}")
  @CsvSource({
    "add.s64, 4294967295, 1, 0, 4294967296",
    "mul.lo.s64, -3, 5, 0, -15",
    "mul.hi.u64, -1, 2, 0, 1",
    "mul.hi.s64, -1, 2, 0, -1",
    "div.u64, -1, 16, 0, 0x0fffffffffffffff",
    "and.b64, -1, 0xff00000000, 0, 0xff00000000",
    "max.s64, -1, 1, 0, 1",
    "max.u64, -1, 1, 0, -1",
  })
  void calculatesWith64Bits(String form, String a, String b, String unused, String expected) {
    assertThat(Snippet.one(64, form + " d, a, b;", value(a), value(b), value(unused)))
        .isEqualTo(value(expected));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "mul.wide.s32 Y, x, y; mov.b64 d, Y; | -2 | 3 | -6",
        "mul.wide.u32 Y, x, y; mov.b64 d, Y; | -2 | 3 | 12884901882",
        "cvt.s64.s32 d, x; | -2 | 0 | -2",
        "cvt.u64.u32 d, x; | -2 | 0 | 4294967294",
        "mov.b64 d, {x, y}; | 1 | 2 | 8589934593",
        "cvt.u32.u64 x, a; cvt.u64.u32 d, x; | -2 | 0 | 4294967294",
        "shl.b64 d, a, 40; | 3 | 0 | 3298534883328",
        "shr.s64 d, a, 1; | -8 | 0 | -4",
        "shr.u64 d, a, 63; | -8 | 0 | 1",
        "bfi.b64 d, a, b, 8, 8; | 255 | -65536 | -256",
        "popc.b64 x, a; cvt.u64.u32 d, x; | -1 | 0 | 64",
        "clz.b64 x, a; cvt.u64.u32 d, x; | 1 | 0 | 63",
        "bfe.u64 d, a, 4, 60; | -1 | 0 | 1152921504606846975",
        "cvt.u16.u64 h, a; mul.wide.u16 x, h, h; cvt.u64.u32 d, x; | 65535 | 0 | 4294836225",
        "cvt.u16.u64 h, a; shr.s16 i, h, 4; cvt.s64.s16 d, i; | 65520 | 0 | -1",
        "cvt.u16.u64 h, a; add.s16 i, h, h; cvt.u64.u16 d, i; | 65535 | 0 | 65534",
        "cvt.u16.u64 h, a; setp.lt.s16 p, h, 0; selp.b64 d, a, b, p; | 65535 | 7 | 65535",
      })
  void mixesWidths(String instructions, long a, long b, long expected) {
    String text = "cvt.u32.u64 x, a; cvt.u32.u64 y, b; " + instructions;
    assertThat(Snippet.one(64, text, a, b, 0)).isEqualTo(expected);
  }

  @ParameterizedTest(name = "lop3 with table {0}")
  @ValueSource(ints = {0x80, 0xfe, 0x96, 0xca, 0xf0, 0x01})
  void combinesThreeRegistersByATruthTable(int table) {
    // The sources hold all eight combinations of bits in the order of the table.
    long result = Snippet.one(32, "lop3.b32 d, a, b, c, " + table + ";", 0xf0, 0xcc, 0xaa);
    assertThat(result & 0xff).isEqualTo(table);
  }

  @ParameterizedTest(name = "bfi of {0} at {1} for {2} is {3}")
  @CsvSource({
    "0xff, 4, 4, 0x000000f0",
    "0xff, 0, 32, 0x000000ff",
    "0xff, 28, 8, 0xf0000000",
    "0xff, 40, 8, 0",
  })
  void insertsBits(String a, int start, int length, String expected) {
    String text = "bfi.b32 d, a, b, %d, %d;".formatted(start, length);
    assertThat((int) Snippet.one(32, text, value(a), 0, 0)).isEqualTo((int) value(expected));
  }

  @ParameterizedTest(name = "setp.{0} of {1} and {2} is {3}")
  @CsvSource({
    "eq.s32, 1, 1, 1", "ne.s32, 1, 1, 0", "lt.s32, -1, 1, 1", "lt.u32, -1, 1, 0",
    "le.s32, 1, 1, 1", "le.u32, 2, 1, 0", "gt.s32, 1, -1, 1", "gt.u32, 1, -1, 0",
    "ge.s32, 1, 1, 1", "ge.u32, 1, -1, 0", "lo.u32, 1, -1, 1", "ls.u32, 1, 1, 1",
    "hi.u32, -1, 1, 1", "hs.u32, 1, 1, 1",
  })
  void compares(String form, long a, long b, int expected) {
    String text = "setp.%s p, a, b; selp.b32 d, 1, 0, p;".formatted(form);
    assertThat(Snippet.one(32, text, a, b, 0)).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '#',
      value = {
        "setp.lt.s32 q, a, 0; setp.eq.and.s32 p, a, b, q; # 0",
        "setp.lt.s32 q, a, 0; setp.eq.or.s32 p, a, b, !q; # 1",
        "setp.eq.s32 q, a, a; setp.eq.xor.s32 p, a, b, q; # 1",
        "setp.eq.s32 q|p, a, b; # 1",
        "setp.eq.s32 q, a, b; not.pred p, q; # 1",
        "setp.eq.s32 q, a, a; and.pred p, q, q; # 1",
        "setp.eq.s32 q, a, a; xor.pred p, q, q; # 0",
        "setp.eq.s32 q, a, b; or.pred p, q, q; # 0",
        "mov.pred p, 1; # 1",
        "setp.eq.s32 q, a, b; mov.pred p, q; # 0",
      })
  void combinesPredicates(String instructions, int expected) {
    String text = instructions + " selp.b32 d, 1, 0, p;";
    assertThat(Snippet.one(32, text, 3, 4, 0)).isEqualTo(expected);
  }

  private static long value(String text) {
    return Long.decode(text.replace("0xffffffffffffffff", "-1"));
  }
}
