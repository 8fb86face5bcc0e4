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
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import llamajar.text.tokenizer.Rules.Trail;

/// The splitting rules by the names that model files use.
///
/// The patterns are those of the models' own `tokenizer.json`. Where the C++ runners approximate
/// one because their regular expressions know no letter case and no marks (`tekken`, `gpt-4o` and
/// their kin), this follows the model.
final class PreTokenizers {
  private static final int WORD_OR_SPACE = SPACE | LETTER | NUMBER;
  private static final int NOT_BEFORE_WORD = NEWLINE | LETTER | NUMBER;

  private static final Map<String, PreTokenizer> BY_NAME = new TreeMap<>();

  static {
    register("default", new PreTokenizer(PreTokenizers::plain));
    PreTokenizer llama3 = new PreTokenizer(() -> one(words(true, 3)), WHOLE_WORDS_FIRST, ADDS_BOS);
    register("llama3 llama-v3 llama-bpe falcon3 falcon-h1 pixtral midm-2.0 lfm2", llama3);
    register("jina-v5-nano", llama3);
    register("dbrx smaug-bpe glm4 chatglm-bpe", new PreTokenizer(() -> one(words(true, 3))));
    register("jais-2", new PreTokenizer(PreTokenizers::jais2));
    register(
        "minicpm5",
        new PreTokenizer(
            () -> List.of(numbers(3), words(true, Integer.MAX_VALUE)), WHOLE_WORDS_FIRST));

    register("stablelm2 megrez", new PreTokenizer(() -> one(words(true, 1))));
    register(
        "qwen2 deepseek-r1-qwen kormo f2llmv2 hunyuan solar-open grok-2",
        new PreTokenizer(() -> one(words(true, 1)), KEEPS_SPACES));
    register("ufakzeka", new PreTokenizer(() -> one(words(false, 1)), KEEPS_SPACES));
    register("laguna", new PreTokenizer(() -> List.of(lines(), words(true, 1)), KEEPS_SPACES));
    register("qwen35", new PreTokenizer(PreTokenizers::qwen35, KEEPS_SPACES));
    // Differs from qwen2 only where \s*[\r\n] does from \s*[\r\n]+: nowhere.
    register(
        "bailingmoe bailingmoe2 llada-moe",
        new PreTokenizer(() -> one(words(true, 1)), KEEPS_SPACES));
    register("seed-coder", new PreTokenizer(PreTokenizers::seedCoder, KEEPS_SPACES));
    register("exaone-moe", new PreTokenizer(PreTokenizers::exaoneMoe));

    Supplier<List<Stage>> gpt2 = () -> one(gpt2());
    register("gpt-2 phi-2 jina-es jina-de jina-v2-es jina-v2-de", new PreTokenizer(gpt2));
    register("gigachat a.x-4.0 mellum modern-bert mpt olmo jais exaone4", new PreTokenizer(gpt2));
    register("trillion granite-docling", new PreTokenizer(gpt2, KEEPS_SPACES));
    register("jina-v1-en jina-v2-code roberta-bpe", new PreTokenizer(gpt2, ADDS_SEPARATOR));
    Supplier<List<Stage>> starcoder = () -> List.of(numbers(1), gpt2());
    register("starcoder refact codeshell exaone minerva-7b mellum2", new PreTokenizer(starcoder));
    register("command-r smollm", new PreTokenizer(starcoder, KEEPS_SPACES));
    register("falcon", new PreTokenizer(PreTokenizers::falcon));
    register("chameleon", new PreTokenizer(PreTokenizers::chameleon, ADDS_BOS, KEEPS_SPACES));

    register("deepseek-llm", new PreTokenizer(PreTokenizers::deepseekLlm, KEEPS_SPACES));
    register("deepseek-coder", new PreTokenizer(PreTokenizers::deepseekCoder, KEEPS_SPACES));
    register(
        "deepseek-v3 hunyuan-dense joyai-llm hy_v4",
        new PreTokenizer(PreTokenizers::deepseek3, KEEPS_SPACES));
    register("spark2_5", new PreTokenizer(PreTokenizers::spark, KEEPS_SPACES));
    register("afmoe", new PreTokenizer(PreTokenizers::afmoe, KEEPS_SPACES));

    register(
        "tekken",
        new PreTokenizer(
            () -> one(casedWords(false, 1)), WHOLE_WORDS_FIRST, ADDS_BOS, KEEPS_SPACES));
    register(
        "gpt-4o llama4 kanana2 talkie minimax-m2",
        new PreTokenizer(() -> one(casedWords(true, 3)), KEEPS_SPACES));
    register(
        "granite-embed-multi-97m",
        new PreTokenizer(() -> one(casedWords(true, 3)), KEEPS_SPACES, WHOLE_WORDS_FIRST));
    register(
        "tiny_aya cohere2moe",
        new PreTokenizer(
            () -> List.of(Stage.digitGroupsAtWordEnd(), casedWords(true, 3)), KEEPS_SPACES));
    register("youtu", new PreTokenizer(PreTokenizers::youtu, KEEPS_SPACES, WHOLE_WORDS_FIRST));
    register("kimi-k2", new PreTokenizer(PreTokenizers::kimi, KEEPS_SPACES, NEEDS_NO_MERGES));

    register("bloom gpt3-finnish", new PreTokenizer(() -> one(sentenceWords())));
    register("poro-chat", new PreTokenizer(() -> one(sentenceWords()), KEEPS_SPACES));
    register("viking", new PreTokenizer(() -> List.of(sentenceWords(), numbers(1)), KEEPS_SPACES));
    register(
        "superbpe",
        new PreTokenizer(
            () -> List.of(Stage.of(Rules.run(NUMBER)), Stage.digitGroups()), KEEPS_SPACES));
    register(
        "gemma4 granite-embed-multi-311m",
        new PreTokenizer(() -> one(lines()), PLAIN_TEXT, WHOLE_NEWLINES_FIRST, ADDS_BOS));
    register("sarvam-moe", new PreTokenizer(() -> one(lines()), PLAIN_TEXT, KEEPS_SPACES));
    register(
        "whitespace",
        new PreTokenizer(
            () -> one(Stage.of(Rules.SPACES)), PLAIN_TEXT, DROPS_SPACES, KEEPS_SPACES));
  }

  private PreTokenizers() {}

  static Optional<PreTokenizer> named(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  static SortedSet<String> names() {
    return new TreeSet<>(BY_NAME.keySet());
  }

  private static void register(String names, PreTokenizer preTokenizer) {
    for (String name : names.split(" ", -1)) {
      BY_NAME.put(name, preTokenizer);
    }
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
        Stage.digitGroups(),
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
