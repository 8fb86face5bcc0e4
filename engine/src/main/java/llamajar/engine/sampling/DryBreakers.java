package llamajar.engine.sampling;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntFunction;

/// Token sequences that [SamplerSettings#dryBreakers] stand for: repetition before such a sequence
/// does not count.
///
/// Immutable; making one looks at every token of the vocabulary, so share it between chains.
public final class DryBreakers {
  private static final DryBreakers NONE = ofSequences(List.of());

  /// First tokens of the sequences, rising.
  private final int[] heads;

  /// For each head, what follows it in the sequences that it begins.
  private final int[][][] tails;

  private DryBreakers(NavigableMap<Integer, List<int[]>> tailsByHead) {
    heads = new int[tailsByHead.size()];
    tails = new int[tailsByHead.size()][][];
    int index = 0;
    for (Map.Entry<Integer, List<int[]>> entry : tailsByHead.entrySet()) {
      heads[index] = entry.getKey();
      tails[index++] = entry.getValue().toArray(new int[0][]);
    }
  }

  /// No breakers.
  public static DryBreakers none() {
    return NONE;
  }

  /// Breakers that are token sequences already.
  public static DryBreakers ofSequences(List<int[]> sequences) {
    NavigableMap<Integer, List<int[]>> tailsByHead = new TreeMap<>();
    for (int[] sequence : sequences) {
      add(tailsByHead, sequence[0], Arrays.copyOfRange(sequence, 1, sequence.length));
    }
    return new DryBreakers(tailsByHead);
  }

  /// Finds every way in which tokens can spell the given strings. A token whose text contains a
  /// string breaks by itself; one whose text ends with the beginning of a string breaks when the
  /// tokens of the remainder follow.
  ///
  /// @param strings what breaks a repetition, such as a line end; empty ones are ignored
  /// @param text the text of a token id
  /// @param tokenize the tokens of a text, without any that mark its start
  public static DryBreakers of(
      List<String> strings,
      int vocabularySize,
      IntFunction<String> text,
      Function<String, int[]> tokenize) {
    NavigableMap<Integer, List<int[]>> tailsByHead = new TreeMap<>();
    List<String> given = strings.stream().filter(string -> !string.isEmpty()).toList();
    for (int token = 0; token < vocabularySize && !given.isEmpty(); token++) {
      String word = text.apply(token);
      for (String string : given) {
        addSpellings(tailsByHead, token, word, string, tokenize);
      }
    }
    return new DryBreakers(tailsByHead);
  }

  private static void addSpellings(
      NavigableMap<Integer, List<int[]>> tailsByHead,
      int token,
      String word,
      String string,
      Function<String, int[]> tokenize) {
    if (word.contains(string)) {
      add(tailsByHead, token, new int[0]);
      return;
    }
    int longest = Math.min(word.length(), string.length() - 1);
    for (int overlap = 1; overlap <= longest; overlap++) {
      if (word.endsWith(string.substring(0, overlap))) {
        add(tailsByHead, token, tokenize.apply(string.substring(overlap)));
      }
    }
  }

  private static void add(NavigableMap<Integer, List<int[]>> tailsByHead, int head, int[] tail) {
    List<int[]> known = tailsByHead.computeIfAbsent(head, key -> new ArrayList<>());
    if (known.stream().noneMatch(other -> Arrays.equals(other, tail))) {
      known.add(tail);
    }
  }

  /// Whether this token is a breaker by itself.
  boolean isBreaker(int token) {
    int index = Arrays.binarySearch(heads, token);
    if (index >= 0) {
      for (int[] tail : tails[index]) {
        if (tail.length == 0) {
          return true;
        }
      }
    }
    return false;
  }

  /// How many tokens follow the breaker that begins last; all if there is none.
  ///
  /// @param recent tokens of the text, the last one first
  /// @param length how many of `recent` count
  int tokensSinceLast(int[] recent, int length) {
    for (int start = 0; start < length; start++) {
      int index = Arrays.binarySearch(heads, recent[start]);
      int longest = -1;
      if (index >= 0) {
        for (int[] tail : tails[index]) {
          if (tail.length > longest && follows(tail, recent, start)) {
            longest = tail.length;
          }
        }
      }
      if (longest >= 0) {
        return start - longest;
      }
    }
    return length;
  }

  private static boolean follows(int[] tail, int[] recent, int start) {
    if (tail.length > start) {
      return false;
    }
    for (int i = 0; i < tail.length; i++) {
      if (tail[i] != recent[start - 1 - i]) {
        return false;
      }
    }
    return true;
  }
}
