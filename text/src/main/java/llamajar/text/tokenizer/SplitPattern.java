package llamajar.text.tokenizer;

import static llamajar.text.tokenizer.CharKind.LETTER;
import static llamajar.text.tokenizer.CharKind.MARK;
import static llamajar.text.tokenizer.CharKind.NEWLINE;
import static llamajar.text.tokenizer.CharKind.NUMBER;
import static llamajar.text.tokenizer.CharKind.PUNCTUATION;
import static llamajar.text.tokenizer.CharKind.SPACE;
import static llamajar.text.tokenizer.CharKind.SYMBOL;

import java.util.List;
import llamajar.text.tokenizer.Rules.Trail;

/// The different ways to cut text into words.
///
/// The patterns are those of the models' own `tokenizer.json`. Where the C++ runners approximate
/// one because their regular expressions know no letter case and no marks ([#TEKKEN], [#GPT4O] and
/// their kin), this follows the model.
enum SplitPattern {
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
  SPACES;

  private static final int WORD_OR_SPACE = SPACE | LETTER | NUMBER;
  private static final int NOT_BEFORE_WORD = NEWLINE | LETTER | NUMBER;

  /// The passes, each of which cuts what the one before has left.
  List<Stage> stages() {
    return switch (this) {
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
