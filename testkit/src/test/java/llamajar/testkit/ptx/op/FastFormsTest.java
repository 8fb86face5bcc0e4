package llamajar.testkit.ptx.op;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.Stream;
import llamajar.testkit.ptx.syntax.PtxType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FastFormsTest {
  private static final int[] SPECIAL = {
    0,
    1,
    -1,
    31,
    32,
    33,
    255,
    256,
    Integer.MIN_VALUE,
    Integer.MAX_VALUE,
    0x7fc00000,
    0x7f800000,
    0xff800000,
    0x80000000,
    0x00000001,
    0x3f800000,
    0x7f7fffff
  };

  static Stream<String> arithmetic() {
    return FastForms.all().keySet().stream().sorted();
  }

  static Stream<String> comparisons() {
    return FastComparisons.all().keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("arithmetic")
  void calculateWhatThePlainFormsDo(String form) {
    LaneFunction plain = Forms.arithmetic(new Opcode(form)).orElseThrow().lanes();
    LaneFunction fast = requireNonNull(FastForms.find(form));
    Random random = new Random(form.hashCode());
    for (int round = 0; round < 50; round++) {
      int[] words = words(random);
      long[] longs = longs(random, words);
      int[] plainWords = words.clone();
      long[] plainLongs = longs.clone();
      fast.apply(words, longs, 0, 32, 64, 96);
      plain.apply(plainWords, plainLongs, 0, 32, 64, 96);
      assertThat(words).isEqualTo(plainWords);
      assertThat(longs).isEqualTo(plainLongs);
    }
  }

  @ParameterizedTest
  @MethodSource("comparisons")
  void compareAsThePlainFormsDo(String form) {
    Opcode opcode = new Opcode(form);
    PtxType type = opcode.type(0);
    Comparison plain = Comparison.take(opcode, type).orElseThrow();
    MaskFunction fast = requireNonNull(FastComparisons.find(form));
    Random random = new Random(form.hashCode());
    for (int round = 0; round < 50; round++) {
      int[] words = words(random);
      long[] longs = longs(random, words);
      assertThat(fast.apply(words, longs, 32, 64))
          .isEqualTo(plain.test(type, words, longs, 32, 64));
    }
  }

  private static int[] words(Random random) {
    int[] words = new int[4 * 32];
    for (int i = 0; i < words.length; i++) {
      words[i] =
          switch (random.nextInt(3)) {
            case 0 -> SPECIAL[random.nextInt(SPECIAL.length)];
            case 1 -> random.nextInt(64);
            default -> random.nextInt();
          };
    }
    return words;
  }

  private static long[] longs(Random random, int[] words) {
    long[] longs = new long[words.length];
    for (int i = 0; i < longs.length; i++) {
      longs[i] = random.nextBoolean() ? random.nextLong() : words[i];
    }
    return longs;
  }
}
