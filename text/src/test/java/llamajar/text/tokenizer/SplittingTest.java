package llamajar.text.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The hand-written splitting rules against the regular expressions they stand for.
final class SplittingTest {
  private static final String CONTRACTION = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
  private static final String SPACES = "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
  private static final String LLAMA3 =
      CONTRACTION
          + "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*"
          + SPACES;
  private static final String QWEN2 = LLAMA3.replace("{1,3}", "");
  private static final String GPT2 =
      "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";
  private static final String UPPER = "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]";
  private static final String LOWER = "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]";
  private static final String GPT4O =
      "[^\\r\\n\\p{L}\\p{N}]?U*L+C?|[^\\r\\n\\p{L}\\p{N}]?U+L*C?"
              .replace("U", UPPER)
              .replaceAll("(?<!\\{)(?<!\\{L)L(?=[+*])", Matcher.quoteReplacement(LOWER))
              .replace("C?", CONTRACTION + "?")
          + "|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*"
          + SPACES;
  private static final String DEEPSEEK3 =
      "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+"
          + "|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\\r\\n]*"
          + SPACES;
  private static final String IDEOGRAPHS = "[\\u4E00-\\u9FA5\\u3040-\\u30FF]+";
  private static final String EASTERN = "[\\u0800-\\u9FA5\\uAC00-\\uD7FF&&[^\\s]]+";

  /// What the models' own files say, pass by pass.
  private static final Map<String, List<String>> PATTERNS =
      Map.ofEntries(
          Map.entry("llama-bpe", List.of(LLAMA3)),
          Map.entry("smaug-bpe", List.of(LLAMA3)),
          Map.entry("glm4", List.of(LLAMA3)),
          Map.entry("qwen2", List.of(QWEN2)),
          Map.entry("bailingmoe", List.of(QWEN2.replace("\\s*[\\r\\n]+", "\\s*[\\r\\n]"))),
          Map.entry("ufakzeka", List.of(QWEN2.substring(CONTRACTION.length() + 1))),
          Map.entry("laguna", List.of("[^\\n]+|[\\n]+", QWEN2)),
          Map.entry("minicpm5", List.of("\\p{N}{1,3}", LLAMA3.replace("{1,3}", "+"))),
          Map.entry(
              "qwen35",
              List.of(
                  CONTRACTION
                      + "|[^\\r\\n\\p{L}\\p{N}]?[\\p{L}\\p{M}]+|\\p{N}"
                      + "| ?[^\\s\\p{L}\\p{M}\\p{N}]+[\\r\\n]*"
                      + SPACES)),
          Map.entry(
              "seed-coder",
              List.of(
                  CONTRACTION
                      + "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}\\r\\n]+"
                      + SPACES)),
          Map.entry(
              "exaone-moe",
              List.of(
                  CONTRACTION
                      + "|[^\\r\\n\\p{L}\\p{N}]?(?:\\p{L}\\p{M}*(?: \\p{L}\\p{M}*)*)+|\\p{N}"
                      + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]?|\\s*[\\r\\n]|\\s+(?!\\S)|\\s+")),
          Map.entry(
              "jais-2",
              List.of(
                  LLAMA3.replace(
                      "\\s+(?!\\S)|\\s+",
                      "\\s{512}(?!\\S)|\\s{256}(?!\\S)|\\s{128}(?!\\S)|\\s{64}(?!\\S)"
                          + "|\\s{32}(?!\\S)|\\s{16}(?!\\S)|\\s{8}(?!\\S)|\\s{4}(?!\\S)"
                          + "|\\s{1,2}(?!\\S)|\\s{1}"))),
          Map.entry("gpt-2", List.of(GPT2)),
          Map.entry("starcoder", List.of("\\p{N}", GPT2)),
          Map.entry("falcon", List.of("[\\p{P}$+<=>^~|`]+", GPT2, "[0-9][0-9][0-9]")),
          Map.entry("default", List.of("[\\p{P}$+<=>^~|]+", GPT2, "\\p{N}+", "[0-9][0-9][0-9]")),
          Map.entry(
              "chameleon",
              List.of(
                  "<sentinel:[0-9]+>",
                  "(IMGIMG)((A|B|C|D|E|F|G|H|I){1,4})Z",
                  "([\\t\\n]|    |  )",
                  "\\p{N}",
                  "[\\p{P}!-/:-@\\[-`{-~]",
                  GPT2)),
          Map.entry("gpt-4o", List.of(GPT4O)),
          Map.entry("tekken", List.of(GPT4O.replace(CONTRACTION + "?", "").replace("{1,3}", ""))),
          Map.entry("tiny_aya", List.of("\\d{1,3}(?=(?:\\d{3})*\\b)", GPT4O)),
          Map.entry(
              "kimi-k2",
              List.of(
                  "\\p{IsHan}+|"
                      + GPT4O
                          .replace(UPPER, "[" + UPPER + "&&[^\\p{IsHan}]]")
                          .replace(LOWER, "[" + LOWER + "&&[^\\p{IsHan}]]")
                          .replace("[\\r\\n/]*", "[\\r\\n]*"))),
          Map.entry(
              "youtu",
              List.of(
                  "[\\uAC00-\\uD7A3\\u3131-\\u318E]+"
                      + "|[！…“”‘’—：；，\\u3001-\\u303F\\uFE30-\\uFE4F]+"
                      + "|[\\u3105-\\u312F]+|"
                      + IDEOGRAPHS,
                  GPT4O.replace("{1,3}", ""))),
          Map.entry("deepseek-v3", List.of("\\p{N}{1,3}", IDEOGRAPHS, DEEPSEEK3)),
          Map.entry(
              "spark2_5",
              List.of(
                  "\\p{N}{1,3}",
                  IDEOGRAPHS,
                  DEEPSEEK3.replace("[\\r\\n]*|\\s*[\\r\\n]+", "|[\\r\\n]"),
                  "\\p{N}")),
          Map.entry(
              "deepseek-coder",
              List.of("[\\r\\n]", "\\s?\\p{L}+", "\\s?\\p{P}+", EASTERN, "\\p{N}")),
          Map.entry(
              "deepseek-llm",
              List.of(
                  "[\\r\\n]",
                  "\\s?[A-Za-zµÀ-ÖØ-öø-ƺ\\u01C4-\\u0293Да-я]+",
                  "\\s?[!-/:-~！-／：-～‘-‟\\u3001\\u3002]+",
                  "\\s+$",
                  EASTERN,
                  "\\p{N}+")),
          Map.entry("bloom", List.of(" ?[^(\\s|.,!?…。，、।۔،)]+")),
          Map.entry("viking", List.of(" ?[^(\\s|.,!?…。，、।۔،)]+", "\\p{N}")),
          Map.entry("superbpe", List.of("\\p{N}+", "(?=(\\d{3})+(?!\\d))")),
          Map.entry("gemma4", List.of("[^\\n]+|[\\n]+")),
          Map.entry("whitespace", List.of("\\S+")));

  /// Characters of every kind that a rule asks about, the likely ones often.
  private static final String[] CHARACTERS =
      ("a b z A Z s S t r e v m l L d é É ß ƺ Д я ª ǅ ʰ 中 々 か 한 ㄅ ا ด ा ́ ҈ 1 1 7 ½ Ⅷ ٣ 〇 ' ' ' ,"
              + " . / / ! $ + ~ ` ^ | ( ) _ … 。 ！ “ ़ € 🦙 \u00AD \u200D \uE000")
          .split(" ");

  private static final String[] SPACE_CHARACTERS = {
    " ", " ", " ", " ", "  ", "    ", "\n", "\n", "\r\n", "\r", "\t", "\u00A0", "\u3000", "\u0085"
  };

  static Stream<Arguments> rules() {
    return PATTERNS.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void splitsAsTheRegularExpressionDoes(String name, List<String> passes) {
    PreTokenizer.Splitting splitting = PreTokenizers.named(name).orElseThrow().splitting();
    List<Pattern> patterns =
        passes.stream()
            .map(pass -> Pattern.compile(pass, Pattern.UNICODE_CHARACTER_CLASS))
            .toList();
    Random random = new Random(name.hashCode());
    for (int round = 0; round < 3000; round++) {
      String text = text(random);
      assertThat(split(text, splitting)).as("%s", text).isEqualTo(split(text, patterns));
    }
  }

  @Test
  void digitsAreGroupedFromTheRight() {
    PreTokenizer.Splitting afmoe = PreTokenizers.named("afmoe").orElseThrow().splitting();

    assertThat(split("1234567 12 123 1234東京ไไ ok", afmoe))
        .containsExactly("1", "234", "567", " ", "12", " ", "123", " ", "1", "234", "東京ไไ", " ok");
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(16); i >= 0; i--) {
      String[] from = random.nextInt(4) == 0 ? SPACE_CHARACTERS : CHARACTERS;
      String character = from[random.nextInt(from.length)];
      text.append(character.repeat(random.nextInt(6) == 0 ? 1 + random.nextInt(5) : 1));
    }
    return text.toString();
  }

  private static List<String> split(String text, PreTokenizer.Splitting splitting) {
    byte[] utf8 = Utf8.encode(text);
    CodePoints codePoints = CodePoints.decode(utf8, 0, utf8.length);
    IntList ends = splitting.split(codePoints);
    List<String> pieces = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < ends.size(); i++) {
      int to = text.offsetByCodePoints(from, ends.get(i) - (i == 0 ? 0 : ends.get(i - 1)));
      pieces.add(text.substring(from, to));
      from = to;
    }
    return pieces;
  }

  /// Matches are pieces, and so is what lies between.
  private static List<String> split(String text, List<Pattern> patterns) {
    List<String> pieces = List.of(text);
    for (Pattern pattern : patterns) {
      List<String> finer = new ArrayList<>();
      for (String piece : pieces) {
        Matcher matcher = pattern.matcher(piece);
        int from = 0;
        while (matcher.find()) {
          addUnlessEmpty(piece.substring(from, matcher.start()), finer);
          addUnlessEmpty(matcher.group(), finer);
          from = matcher.end();
        }
        addUnlessEmpty(piece.substring(from), finer);
      }
      pieces = finer;
    }
    return pieces;
  }

  private static void addUnlessEmpty(String piece, List<String> pieces) {
    if (!piece.isEmpty()) {
      pieces.add(piece);
    }
  }
}
