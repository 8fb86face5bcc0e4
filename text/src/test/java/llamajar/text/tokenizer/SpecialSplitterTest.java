package llamajar.text.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SpecialSplitterTest {

  @Test
  void theLongestSpellingWinsWhereverItIs() {
    Vocabulary vocabulary = vocabulary(SpaceTrimming.NONE, "ab", "bcd", "<x>", "<x><y>");

    assertThat(split("abcd", vocabulary)).containsExactly("'a'", "1");
    assertThat(split("ab<x><y><x>z", vocabulary)).containsExactly("0", "3", "2", "'z'");
  }

  @Test
  void ofEquallyLongSpellingsTheSmallerIdWins() {
    assertThat(split("abc", vocabulary(SpaceTrimming.NONE, "bc", "ab")))
        .containsExactly("'a'", "0");
    assertThat(split("abc", vocabulary(SpaceTrimming.NONE, "ab", "bc")))
        .containsExactly("0", "'c'");
  }

  @Test
  void aSpellingThatIsCutIntoLeavesRoomForShorterOnes() {
    assertThat(split("aaaab", vocabulary(SpaceTrimming.NONE, "aab", "aaa", "aa", "a")))
        .containsExactly("2", "0");
  }

  @Test
  void whiteSpaceBesideSomeTokensIsSwallowed() {
    SpaceTrimming right = SpaceTrimming.rightOfAllBut("<b>");
    SpaceTrimming left = SpaceTrimming.leftOf("<b>");

    assertThat(split("a <e> \n\t<b> c <e> ", vocabulary(right, "<e>", "<b>")))
        .containsExactly("'a '", "0", "1", "' c '", "0");
    assertThat(split(" <b>\t <b> <e> ", vocabulary(left, "<e>", "<b>")))
        .containsExactly("1", "1", "' '", "0", "' '");
  }

  @Test
  void onlyUserDefinedTokensAreCutOutWhenControlIsText() {
    Vocabulary vocabulary =
        new TestVocabulary("llama")
            .add(TokenType.CONTROL, "<s>")
            .add(TokenType.UNKNOWN, "<unk>")
            .add(TokenType.USER_DEFINED, "<u>", "<|im_end|>", "</s>")
            .add(TokenType.NORMAL, "n")
            .build();
    List<String> parts = new ArrayList<>();

    new SpecialSplitter(vocabulary)
        .split(bytes("<s><unk><u>n<|im_end|></s>"), false, collector("", parts));

    // <|im_end|> is control whatever its type; </s> is what its type says.
    assertThat(parts).containsExactly("0-8", "2", "11-22", "4");
  }

  @Test
  void splitsAsGoingOverTheTextOncePerTokenDoes() {
    Random random = new Random(5);
    for (int round = 0; round < 3000; round++) {
      String[] specials =
          IntStream.range(0, 1 + random.nextInt(5))
              .mapToObj(i -> word(random, 1 + random.nextInt(4)))
              .distinct()
              .toArray(String[]::new);
      SpaceTrimming trimming =
          new SpaceTrimming(
              random.nextBoolean() ? Set.of(specials[0]) : Set.of(),
              random.nextInt(3) == 0,
              Set.of(specials[specials.length - 1]));
      String text = word(random, 14);
      Vocabulary vocabulary = vocabulary(trimming, specials);

      assertThat(split(text, vocabulary))
          .as("%s in %s, %s", List.of(specials), text, trimming)
          .isEqualTo(splitNaively(text, specials, trimming));
    }
  }

  private static String word(Random random, int length) {
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < length; i++) {
      word.append("aab<> ".charAt(random.nextInt(6)));
    }
    return word.toString();
  }

  /// A piece of text, or with `id >= 0` a token.
  private record Part(int id, String text) {}

  private static List<String> splitNaively(String text, String[] specials, SpaceTrimming trimming) {
    List<Part> parts = new ArrayList<>(List.of(new Part(-1, text)));
    List<Integer> order =
        IntStream.range(0, specials.length)
            .boxed()
            .sorted(Comparator.comparingInt(id -> -specials[id].length()))
            .toList();
    for (int id : order) {
      List<Part> finer = new ArrayList<>();
      for (Part part : parts) {
        if (part.id >= 0) {
          finer.add(part);
          continue;
        }
        String rest = part.text;
        for (int at = rest.indexOf(specials[id]); at >= 0; at = rest.indexOf(specials[id])) {
          String left = rest.substring(0, at);
          finer.add(new Part(-1, trimming.trimsLeft(specials[id]) ? left.stripTrailing() : left));
          finer.add(new Part(id, ""));
          String right = rest.substring(at + specials[id].length());
          rest = trimming.trimsRight(specials[id]) ? right.stripLeading() : right;
        }
        finer.add(new Part(-1, rest));
      }
      parts = finer;
    }
    return parts.stream()
        .filter(part -> part.id >= 0 || !part.text.isEmpty())
        .map(part -> part.id >= 0 ? "" + part.id : "'" + part.text + "'")
        .toList();
  }

  private static Vocabulary vocabulary(SpaceTrimming trimming, String... specials) {
    return new TestVocabulary("llama")
        .add(TokenType.CONTROL, specials)
        .builder()
        .trimming(trimming)
        .build();
  }

  private static List<String> split(String text, Vocabulary vocabulary) {
    List<String> parts = new ArrayList<>();
    new SpecialSplitter(vocabulary).split(bytes(text), true, collector(text, parts));
    return parts;
  }

  private static SpecialSplitter.Parts collector(String text, List<String> parts) {
    return new SpecialSplitter.Parts() {
      @Override
      public void text(int from, int to) {
        parts.add(text.isEmpty() ? from + "-" + to : "'" + text.substring(from, to) + "'");
      }

      @Override
      public void token(int id) {
        parts.add("" + id);
      }
    };
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
