package llamajar.text.tokenizer;

import static llamajar.text.tokenizer.PreTokenizer.Habit.ADDS_BOS;
import static llamajar.text.tokenizer.PreTokenizer.Habit.ADDS_SEPARATOR;
import static llamajar.text.tokenizer.PreTokenizer.Habit.ALWAYS_ADDS_BOS;
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

/// The splitting rules by the names that model files use.
final class PreTokenizers {
  private static final List<PreTokenizer> ALL =
      List.of(
          rule(SplitPattern.DEFAULT, "default"),
          rule(
              SplitPattern.LLAMA3,
              "llama3 llama-v3 llama-bpe falcon3 falcon-h1 pixtral midm-2.0 lfm2 jina-v5-nano",
              WHOLE_WORDS_FIRST,
              ADDS_BOS),
          rule(SplitPattern.LLAMA3, "dbrx smaug-bpe glm4 chatglm-bpe"),
          rule(SplitPattern.JAIS2, "jais-2"),
          rule(SplitPattern.MINICPM5, "minicpm5", WHOLE_WORDS_FIRST),
          rule(SplitPattern.QWEN2, "stablelm2 megrez"),
          // bailingmoe has \s*[\r\n] instead of \s*[\r\n]+, which ends at the same places.
          rule(
              SplitPattern.QWEN2,
              "qwen2 deepseek-r1-qwen kormo f2llmv2 hunyuan solar-open grok-2 bailingmoe"
                  + " bailingmoe2 llada-moe",
              KEEPS_SPACES),
          rule(SplitPattern.QWEN2_NO_CONTRACTIONS, "ufakzeka", KEEPS_SPACES),
          rule(SplitPattern.QWEN2_LINES, "laguna", KEEPS_SPACES),
          rule(SplitPattern.QWEN35, "qwen35", KEEPS_SPACES),
          rule(SplitPattern.SEED_CODER, "seed-coder", KEEPS_SPACES),
          rule(SplitPattern.EXAONE_MOE, "exaone-moe"),
          rule(
              SplitPattern.GPT2,
              "gpt-2 phi-2 jina-es jina-de jina-v2-es jina-v2-de gigachat a.x-4.0 mellum"
                  + " modern-bert mpt olmo jais exaone4"),
          rule(SplitPattern.GPT2, "trillion granite-docling", KEEPS_SPACES),
          rule(SplitPattern.GPT2, "jina-v1-en jina-v2-code roberta-bpe", ADDS_SEPARATOR),
          rule(SplitPattern.STARCODER, "starcoder refact codeshell exaone minerva-7b mellum2"),
          rule(SplitPattern.STARCODER, "command-r smollm", KEEPS_SPACES),
          rule(SplitPattern.FALCON, "falcon"),
          rule(SplitPattern.CHAMELEON, "chameleon", ADDS_BOS, KEEPS_SPACES),
          rule(SplitPattern.DEEPSEEK_LLM, "deepseek-llm", KEEPS_SPACES),
          rule(SplitPattern.DEEPSEEK_CODER, "deepseek-coder", KEEPS_SPACES),
          rule(SplitPattern.DEEPSEEK3, "deepseek-v3 hunyuan-dense joyai-llm hy_v4", KEEPS_SPACES),
          rule(SplitPattern.SPARK, "spark2_5", KEEPS_SPACES),
          rule(SplitPattern.AFMOE, "afmoe", KEEPS_SPACES),
          rule(SplitPattern.TEKKEN, "tekken", WHOLE_WORDS_FIRST, ADDS_BOS, KEEPS_SPACES),
          rule(SplitPattern.GPT4O, "gpt-4o llama4 kanana2 talkie minimax-m2", KEEPS_SPACES),
          rule(SplitPattern.GPT4O, "granite-embed-multi-97m", KEEPS_SPACES, WHOLE_WORDS_FIRST),
          rule(SplitPattern.TINY_AYA, "tiny_aya cohere2moe", KEEPS_SPACES),
          rule(SplitPattern.YOUTU, "youtu", KEEPS_SPACES, WHOLE_WORDS_FIRST),
          rule(SplitPattern.KIMI, "kimi-k2", KEEPS_SPACES, NEEDS_NO_MERGES),
          rule(SplitPattern.SENTENCES, "bloom gpt3-finnish"),
          rule(SplitPattern.SENTENCES, "poro-chat", KEEPS_SPACES),
          rule(SplitPattern.VIKING, "viking", KEEPS_SPACES),
          rule(SplitPattern.SUPERBPE, "superbpe", KEEPS_SPACES),
          rule(
              SplitPattern.LINES,
              "gemma4 granite-embed-multi-311m",
              PLAIN_TEXT,
              WHOLE_NEWLINES_FIRST,
              ALWAYS_ADDS_BOS),
          rule(SplitPattern.LINES, "sarvam-moe", PLAIN_TEXT, KEEPS_SPACES),
          rule(SplitPattern.SPACES, "whitespace", PLAIN_TEXT, DROPS_SPACES, KEEPS_SPACES));

  private PreTokenizers() {}

  static Optional<PreTokenizer> named(String name) {
    for (PreTokenizer rule : ALL) {
      if (rule.names().contains(name)) {
        return Optional.of(rule);
      }
    }
    return Optional.empty();
  }

  static SortedSet<String> names() {
    SortedSet<String> names = new TreeSet<>();
    ALL.forEach(rule -> names.addAll(rule.names()));
    return names;
  }

  private static PreTokenizer rule(
      SplitPattern pattern, String names, PreTokenizer.Habit... habits) {
    return new PreTokenizer(List.of(names.split(" ", -1)), pattern, habits);
  }
}
