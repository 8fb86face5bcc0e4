package llamajar.text.tokenizer;

import static llamajar.text.tokenizer.CharKind.LETTER;
import static llamajar.text.tokenizer.CharKind.MARK;
import static llamajar.text.tokenizer.CharKind.NEWLINE;
import static llamajar.text.tokenizer.CharKind.NUMBER;
import static llamajar.text.tokenizer.CharKind.PUNCTUATION;
import static llamajar.text.tokenizer.CharKind.SPACE;
import static llamajar.text.tokenizer.CharKind.SYMBOL;
import static llamajar.text.tokenizer.PreTokenizer.Habit.ADDS_BOS;
import static llamajar.text.tokenizer.PreTokenizer.Habit.ADDS_SEPARATOR;
import static llamajar.text.tokenizer.PreTokenizer.Habit.DROPS_SPACES;
import static llamajar.text.tokenizer.PreTokenizer.Habit.KEEPS_SPACES;
import static llamajar.text.tokenizer.PreTokenizer.Habit.NEEDS_NO_MERGES;
import static llamajar.text.tokenizer.PreTokenizer.Habit.PLAIN_TEXT;
import static llamajar.text.tokenizer.PreTokenizer.Habit.WHOLE_NEWLINES_FIRST;
import static llamajar.text.tokenizer.PreTokenizer.Habit.WHOLE_WORDS_FIRST;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import llamajar.text.tokenizer.Rules.Trail;

/// The splitting rules by the names that model files use.
///
/// The patterns are those of the models' own `tokenizer.json`. Where the C++ runners approximate
/// one because their regular expressions know no letter case and no marks (`tekken`, `gpt-4o` and
/// their kin), this follows the model.
final class PreTokenizers {
  private static final int WORD_OR_SPACE = SPACE | LETTER | NUMBER;
  private static final int NOT_BEFORE_WORD = NEWLINE | LETTER | NUMBER;

  private static final List<PreTokenizer> ALL =
      List.of(
          rule(Pattern.DEFAULT, "default"),
          rule(
              Pattern.LLAMA3,
              "llama3 llama-v3 llama-bpe falcon3 falcon-h1 pixtral midm-2.0 lfm2 jina-v5-nano",
              WHOLE_WORDS_FIRST,
              ADDS_BOS),
          rule(Pattern.LLAMA3, "dbrx smaug-bpe glm4 chatglm-bpe"),
          rule(Pattern.JAIS2, "jais-2"),
          rule(Pattern.MINICPM5, "minicpm5", WHOLE_WORDS_FIRST),
          rule(Pattern.QWEN2, "stablelm2 megrez"),
          // bailingmoe has \s*[\r\n] instead of \s*[\r\n]+, which ends at the same places.
          rule(
              Pattern.QWEN2,
              "qwen2 deepseek-r1-qwen kormo f2llmv2 hunyuan solar-open grok-2 bailingmoe"
                  + " bailingmoe2 llada-moe",
              KEEPS_SPACES),
          rule(Pattern.QWEN2_NO_CONTRACTIONS, "ufakzeka", KEEPS_SPACES),
          rule(Pattern.QWEN2_LINES, "laguna", KEEPS_SPACES),
          rule(Pattern.QWEN35, "qwen35", KEEPS_SPACES),
          rule(Pattern.SEED_CODER, "seed-coder", KEEPS_SPACES),
          rule(Pattern.EXAONE_MOE, "exaone-moe"),
          rule(
              Pattern.GPT2,
              "gpt-2 phi-2 jina-es jina-de jina-v2-es jina-v2-de gigachat a.x-4.0 mellum"
                  + " modern-bert mpt olmo jais exaone4"),
          rule(Pattern.GPT2, "trillion granite-docling", KEEPS_SPACES),
          rule(Pattern.GPT2, "jina-v1-en jina-v2-code roberta-bpe", ADDS_SEPARATOR),
          rule(Pattern.STARCODER, "starcoder refact codeshell exaone minerva-7b mellum2"),
          rule(Pattern.STARCODER, "command-r smollm", KEEPS_SPACES),
          rule(Pattern.FALCON, "falcon"),
          rule(Pattern.CHAMELEON, "chameleon", ADDS_BOS, KEEPS_SPACES),
          rule(Pattern.DEEPSEEK_LLM, "deepseek-llm", KEEPS_SPACES),
          rule(Pattern.DEEPSEEK_CODER, "deepseek-coder", KEEPS_SPACES),
          rule(Pattern.DEEPSEEK3, "deepseek-v3 hunyuan-dense joyai-llm hy_v4", KEEPS_SPACES),
          rule(Pattern.SPARK, "spark2_5", KEEPS_SPACES),
          rule(Pattern.AFMOE, "afmoe", KEEPS_SPACES),
          rule(Pattern.TEKKEN, "tekken", WHOLE_WORDS_FIRST, ADDS_BOS, KEEPS_SPACES),
          rule(Pattern.GPT4O, "gpt-4o llama4 kanana2 talkie minimax-m2", KEEPS_SPACES),
          rule(Pattern.GPT4O, "granite-embed-multi-97m", KEEPS_SPACES, WHOLE_WORDS_FIRST),
          rule(Pattern.TINY_AYA, "tiny_aya cohere2moe", KEEPS_SPACES),
          rule(Pattern.YOUTU, "youtu", KEEPS_SPACES, WHOLE_WORDS_FIRST),
          rule(Pattern.KIMI, "kimi-k2", KEEPS_SPACES, NEEDS_NO_MERGES),
          rule(Pattern.SENTENCES, "bloom gpt3-finnish"),
          rule(Pattern.SENTENCES, "poro-chat", KEEPS_SPACES),
          rule(Pattern.VIKING, "viking", KEEPS_SPACES),
          rule(Pattern.SUPERBPE, "superbpe", KEEPS_SPACES),
          rule(
              Pattern.LINES,
              "gemma4 granite-embed-multi-311m",
              PLAIN_TEXT,
              WHOLE_NEWLINES_FIRST,
              ADDS_BOS),
          rule(Pattern.LINES, "sarvam-moe", PLAIN_TEXT, KEEPS_SPACES),
          rule(Pattern.SPACES, "whitespace", PLAIN_TEXT, DROPS_SPACES, KEEPS_SPACES));

  /// The different ways to split.
  enum Pattern {
    DEFAULT,
    LLAMA3,
    JAIS2,
    MINICPM5,
    QWEN2,
    QWEN2_NO_CONTRACTIONS,
    QWEN2_LINES,
    QWEN35,
    SEED_CODER,
    EXAONE_MOE,
    GPT2,
    STARCODER,
    FALCON,
    CHAMELEON,
    DEEPSEEK_LLM,
    DEEPSEEK_CODER,
    DEEPSEEK3,
    SPARK,
    AFMOE,
    TEKKEN,
    GPT4O,
    TINY_AYA,
    YOUTU,
    KIMI,
    SENTENCES,
    VIKING,
    SUPERBPE,
    LINES,
    SPACES
  }

  private PreTokenizers() {}

  static Optional<PreTokenizer> named(String name) {
    return ALL.stream().filter(rule -> rule.names().contains(name)).findFirst();
  }

  static SortedSet<String> names() {
    SortedSet<String> names = new TreeSet<>();
    ALL.forEach(rule -> names.addAll(rule.names()));
    return names;
  }

  private static PreTokenizer rule(Pattern pattern, String names, PreTokenizer.Habit... habits) {
    return new PreTokenizer(List.of(names.split(" ", -1)), pattern, habits);
  }

  /// The passes of a pattern.
  static List<Stage> stages(Pattern pattern) {
    return switch (pattern) {
      case DEFAULT -> plain();
      case LLAMA3 -> one(words(true, 3));
      case JAIS2 -> jais2();
      case MINICPM5 -> List.of(numbers(3), words(true, Integer.MAX_VALUE));
      case QWEN2 -> one(words(true, 1));
      case QWEN2_NO_CONTRACTIONS -> one(words(false, 1));
      case QWEN2_LINES -> List.of(lines(), words(true, 1));
      case QWEN35 -> qwen35();
      case SEED_CODER -> seedCoder();
      case EXAONE_MOE -> exaoneMoe();
      case GPT2 -> one(gpt2());
      case STARCODER -> List.of(numbers(1), gpt2());
      case FALCON -> falcon();
      case CHAMELEON -> chameleon();
      case DEEPSEEK_LLM -> deepseekLlm();
      case DEEPSEEK_CODER -> deepseekCoder();
      case DEEPSEEK3 -> deepseek3();
      case SPARK -> spark();
      case AFMOE -> afmoe();
      case TEKKEN -> one(casedWords(false, 1));
      case GPT4O -> one(casedWords(true, 3));
      case TINY_AYA -> List.of(Stage.digitGroupsAtWordEnd(), casedWords(true, 3));
      case YOUTU -> youtu();
      case KIMI -> kimi();
      case SENTENCES -> one(sentenceWords());
      case VIKING -> List.of(sentenceWords(), numbers(1));
      case SUPERBPE -> List.of(Stage.of(Rules.run(NUMBER)), Stage.beforeDigitGroups());
      case LINES -> one(lines());
      case SPACES -> one(Stage.of(Rules.SPACES));
    };
  }

  private static List<Stage> one(Stage stage) {
    return List.of(stage);
  }

  /// `\p{N}{1,most}`.
  private static Stage numbers(int most) {
    return Stage.of(Rules.run(NUMBER, most));
  }

  /// `[^\n]+|[\n]+`.
  private static Stage lines() {
    return (text, from, to, ends) -> {
      for (int at = from + 1; at < to; at++) {
        if ((text.at(at) == '\n') != (text.at(at - 1) == '\n')) {
          ends.add(at);
        }
      }
      ends.add(to);
    };
  }

  /// `(?i:'s|…)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,most}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|
  /// \s+(?!\S)|\s+`.
  private static Stage words(boolean contractions, int most) {
    Rule word = Rules.word(NOT_BEFORE_WORD, LETTER);
    return Stage.of(
        contractions ? Rules.contractionAnyCase() : word,
        word,
        numberRun(most),
        Rules.afterSpaceOther(WORD_OR_SPACE, Trail.NEWLINES),
        Rules.NEWLINES,
        Rules.SPACES_BEFORE_SPACE,
        Rules.SPACES);
  }

  private static Rule numberRun(int most) {
    return most == Integer.MAX_VALUE ? Rules.run(NUMBER) : Rules.run(NUMBER, most);
  }

  /// `'s|…| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`.
  private static Stage gpt2() {
    return Stage.of(
        Rules.contraction(),
        Rules.afterSpace(LETTER, Trail.NOTHING),
        Rules.afterSpace(NUMBER, Trail.NOTHING),
        Rules.afterSpaceOther(WORD_OR_SPACE, Trail.NOTHING),
        Rules.SPACES_BEFORE_SPACE,
        Rules.SPACES);
  }

  private static Stage casedWords(boolean contractions, int mostDigits) {
    return Stage.of(
        Rules.casedWord(contractions, true),
        Rules.run(NUMBER, mostDigits),
        Rules.afterSpaceOther(WORD_OR_SPACE, Trail.NEWLINES_AND_SLASHES),
        Rules.NEWLINES,
        Rules.SPACES_BEFORE_SPACE,
        Rules.SPACES);
  }

  /// ` ?[^(\s|.,!?…。，、।۔،)]+`.
  private static Stage sentenceWords() {
    return Stage.of(Rules.afterSpaceOther(CodePointSet.of("(|.,!?…。，、।۔،)")));
  }

  private static List<Stage> plain() {
    return List.of(
        Stage.of(Rules.run(PUNCTUATION, CodePointSet.of("$+<=>^~|"))),
        gpt2(),
        Stage.of(Rules.run(NUMBER)),
        threeAsciiDigits());
  }

  private static List<Stage> falcon() {
    return List.of(
        Stage.of(Rules.run(PUNCTUATION, CodePointSet.of("$+<=>^~|`"))), gpt2(), threeAsciiDigits());
  }

  /// `[0-9][0-9][0-9]`.
  private static Stage threeAsciiDigits() {
    CodePointSet digits = CodePointSet.of("0-9");
    return Stage.of((text, at, to) ->
        at + 3 <= to
                && digits.contains(text.at(at))
                && digits.contains(text.at(at + 1))
                && digits.contains(text.at(at + 2))
            ? at + 3
            : Rule.NONE);
  }

  private static List<Stage> jais2() {
    return one(
        Stage.of(
            Rules.contractionAnyCase(),
            Rules.word(NOT_BEFORE_WORD, LETTER),
            Rules.run(NUMBER, 3),
            Rules.afterSpaceOther(WORD_OR_SPACE, Trail.NEWLINES),
            Rules.NEWLINES,
            Rules.spacesInPowersOfTwo()));
  }

  private static List<Stage> qwen35() {
    return one(
        Stage.of(
            Rules.contractionAnyCase(),
            Rules.word(NOT_BEFORE_WORD, LETTER | MARK),
            Rules.run(NUMBER, 1),
            Rules.afterSpaceOther(WORD_OR_SPACE | MARK, Trail.NEWLINES),
            Rules.NEWLINES,
            Rules.SPACES_BEFORE_SPACE,
            Rules.SPACES));
  }

  private static List<Stage> seedCoder() {
    return one(
        Stage.of(
            Rules.contractionAnyCase(),
            Rules.word(NOT_BEFORE_WORD, LETTER),
            Rules.run(NUMBER, 1),
            Rules.afterSpaceOther(WORD_OR_SPACE, Trail.NOTHING),
            Rules.NEWLINES,
            Rules.SPACES_BEFORE_SPACE,
            Rules.SPACES));
  }

  private static List<Stage> exaoneMoe() {
    return one(
        Stage.of(
            Rules.contractionAnyCase(),
            Rules.phrase(),
            Rules.run(NUMBER, 1),
            Rules.afterSpaceOther(WORD_OR_SPACE, Trail.ONE_NEWLINE_OR_SLASH),
            Rules.NEWLINES,
            Rules.SPACES_BEFORE_SPACE,
            Rules.SPACES));
  }

  private static List<Stage> kimi() {
    return one(
        Stage.of(
            Rules.HAN_RUN,
            Rules.casedWord(true, false),
            Rules.run(NUMBER, 3),
            Rules.afterSpaceOther(WORD_OR_SPACE, Trail.NEWLINES),
            Rules.NEWLINES,
            Rules.SPACES_BEFORE_SPACE,
            Rules.SPACES));
  }

  private static List<Stage> youtu() {
    return List.of(
        Stage.of(
            Rules.run(CodePointSet.of("ㄱ-ㆎ가-힣")),
            Rules.run(CodePointSet.of("—‘-’“-”…、-〿︰-﹏！，：-；")),
            Rules.run(CodePointSet.of("ㄅ-ㄯ")),
            Rules.run(CodePointSet.ofHex(Scripts.IDEOGRAPHS_AND_KANA))),
        casedWords(true, 1));
  }

  private static List<Stage> deepseekLlm() {
    return List.of(
        Stage.of(Rules.ONE_NEWLINE),
        Stage.of(Rules.afterAnySpace(CodePointSet.ofHex(Scripts.CASED))),
        Stage.of(Rules.afterAnySpace(CodePointSet.ofHex(Scripts.PUNCTUATION))),
        Stage.of(Rules.SPACES_AT_END),
        everythingEastern(),
        Stage.of(Rules.run(NUMBER)));
  }

  private static List<Stage> deepseekCoder() {
    return List.of(
        Stage.of(Rules.ONE_NEWLINE),
        Stage.of(Rules.afterAnySpace(LETTER)),
        Stage.of(Rules.afterAnySpace(PUNCTUATION)),
        everythingEastern(),
        numbers(1));
  }

  private static Stage everythingEastern() {
    return Stage.of(Rules.run(CodePointSet.ofHex(Scripts.EVERYTHING_EASTERN)));
  }

  private static Stage ideographsAndKana() {
    return Stage.of(Rules.run(CodePointSet.ofHex(Scripts.IDEOGRAPHS_AND_KANA)));
  }

  private static List<Stage> deepseek3() {
    return List.of(numbers(3), ideographsAndKana(), markedWords(Trail.NEWLINES, Rules.NEWLINES));
  }

  private static List<Stage> spark() {
    return List.of(
        numbers(3), ideographsAndKana(), markedWords(Trail.NOTHING, Rules.ONE_NEWLINE), numbers(1));
  }

  private static List<Stage> afmoe() {
    return List.of(
        Stage.numberGroups(),
        Stage.of(Rules.run(CodePointSet.ofHex(Scripts.ASIAN))),
        markedWords(Trail.NEWLINES, Rules.NEWLINES));
  }

  /// ``[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+|
  /// ?[\p{P}\p{S}]+`` with what trails, newlines, `\s+(?!\S)|\s+`.
  private static Stage markedWords(Trail trail, Rule newlines) {
    return Stage.of(
        Rules.asciiWordAfter(CodePointSet.of("!-/:-@[-`{-~")),
        Rules.word(NEWLINE | LETTER | PUNCTUATION | SYMBOL, LETTER | MARK),
        Rules.afterSpace(PUNCTUATION | SYMBOL, trail),
        newlines,
        Rules.SPACES_BEFORE_SPACE,
        Rules.SPACES);
  }

  private static List<Stage> chameleon() {
    return List.of(
        Stage.of(Chameleon::sentinel),
        Stage.of(Chameleon::image),
        Stage.of(Chameleon::indentation),
        numbers(1),
        Stage.of(Chameleon::punctuation),
        gpt2());
  }
}
