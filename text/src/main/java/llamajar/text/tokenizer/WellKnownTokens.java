package llamajar.text.tokenizer;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Finds tokens whose role is known from their spelling, because many files don't tell it.
final class WellKnownTokens {
  /// Spellings by role, the most telling first: that one is taken if a vocabulary has several.
  private static final Map<SpecialToken, List<String>> SPELLINGS =
      Map.of(
          SpecialToken.EOT,
          List.of(
              "<|eot_id|>",
              "<|im_end|>",
              "<|end|>",
              "<end_of_turn>",
              "<|endoftext|>",
              "<|end_of_text|>",
              "<EOT>",
              "_<EOT>",
              "[EOT]",
              "<｜end▁of▁sentence｜>",
              "<end_of_utterance>"),
          SpecialToken.EOM,
          List.of("<|eom_id|>"),
          SpecialToken.FIM_PREFIX,
          List.of(
              "<|fim_prefix|>",
              "<fim-prefix>",
              "<fim_prefix>",
              "<｜fim▁begin｜>",
              "<PRE>",
              "▁<PRE>",
              "<|code_prefix|>",
              "<|prefix|>"),
          SpecialToken.FIM_SUFFIX,
          List.of(
              "<|fim_suffix|>",
              "<fim-suffix>",
              "<fim_suffix>",
              "<｜fim▁hole｜>",
              "<SUF>",
              "▁<SUF>",
              "<|code_suffix|>",
              "<|suffix|>"),
          SpecialToken.FIM_MIDDLE,
          List.of(
              "<|fim_middle|>",
              "<fim-middle>",
              "<fim_middle>",
              "<｜fim▁end｜>",
              "<MID>",
              "▁<MID>",
              "<|code_middle|>",
              "<|middle|>"),
          SpecialToken.FIM_PAD,
          List.of("<|fim_pad|>", "<fim-pad>", "<fim_pad>", "<PAD>", "[PAD]"),
          SpecialToken.FIM_REPOSITORY,
          List.of("<|fim_repo|>", "<|repo_name|>", "<fim-repo>", "<REPO>", "<reponame>"),
          SpecialToken.FIM_SEPARATOR,
          List.of("<|file_sep|>"));

  private static final Set<String> ENDS_GENERATION =
      Set.of(
          "<|eot_id|>",
          "<|im_end|>",
          "<|end|>",
          "<|return|>",
          "<|call|>",
          "<|flush|>",
          "<|calls|>",
          "<end_of_turn>",
          "<|endoftext|>",
          "</s>",
          "<|eom_id|>",
          "<EOT>",
          "_<EOT>",
          "[EOT]",
          "[EOS]",
          "<|end_of_text|>",
          "<end_of_utterance>",
          "<eos>",
          "<turn|>",
          "<|tool_response>",
          "<｜end▁of▁sentence｜>",
          "[e~[");

  private static final int SHORTEST = 4;
  private static final int LONGEST = 40;

  private final Map<String, Integer> found = new HashMap<>();

  /// Looks through all tokens once.
  WellKnownTokens(ByteStrings tokens) {
    Set<String> wanted = new HashSet<>(ENDS_GENERATION);
    SPELLINGS.values().forEach(wanted::addAll);
    for (int id = 0; id < tokens.size(); id++) {
      if (looksSpecial(tokens, id)) {
        String text = tokens.text(id);
        if (wanted.contains(text)) {
          found.putIfAbsent(text, id);
        }
      }
    }
    // Tokens that elsewhere end generation, but end only a part of it where these others exist.
    if (has("<|call|>", "<|return|>") || has("<|calls|>", "<|flush|>")) {
      found.remove("<|end|>");
    }
    if (found.containsKey("<|tool_response>")) {
      found.remove("</s>");
    }
  }

  private boolean has(String... spellings) {
    return found.keySet().containsAll(List.of(spellings));
  }

  /// The tokens found for the roles that have spellings.
  Map<SpecialToken, Integer> roles() {
    Map<SpecialToken, Integer> roles = new EnumMap<>(SpecialToken.class);
    for (Map.Entry<SpecialToken, List<String>> entry : SPELLINGS.entrySet()) {
      for (String spelling : entry.getValue()) {
        Integer id = found.get(spelling);
        if (id != null) {
          roles.putIfAbsent(entry.getKey(), id);
        }
      }
    }
    return roles;
  }

  /// The tokens that end generation.
  List<Integer> endings() {
    return endingsBut("");
  }

  /// The tokens that are no text even if the file gives them another type. `</s>` may be one: where
  /// it ends nothing it is a tag of HTML.
  List<Integer> controls() {
    return endingsBut("</s>");
  }

  private List<Integer> endingsBut(String excluded) {
    List<Integer> ids = new ArrayList<>();
    for (String spelling : ENDS_GENERATION) {
      Integer id = found.get(spelling);
      if (id != null && !spelling.equals(excluded)) {
        ids.add(id);
      }
    }
    return ids;
  }

  /// Cheap, because it looks at every token.
  private static boolean looksSpecial(ByteStrings tokens, int id) {
    byte[] bytes = tokens.bytes();
    int from = tokens.start(id);
    int to = tokens.end(id);
    if (to - from < SHORTEST || to - from > LONGEST) {
      return false;
    }
    byte first = bytes[from];
    return first == '<'
        || first == '['
        || first == '_'
        || (bytes[from + 3] == '<' && Utf8.isSpaceMark(bytes, from, to));
  }
}
