package llamajar.server.model;

import java.util.Arrays;
import java.util.OptionalInt;
import llamajar.server.http.ApiException;
import llamajar.text.tokenizer.SpecialToken;
import llamajar.text.tokenizer.Tokenizer;
import llamajar.text.tokenizer.Vocabulary;

/// Prompts for the text between a prefix and a suffix, with the tokens that models have for it.
public final class Infill {
  private Infill() {}

  /// Prefix, suffix, middle: the order that most models were trained with.
  ///
  /// @throws ApiException if the model has no tokens for this
  public static int[] prompt(Tokenizer tokenizer, String prefix, String suffix, String middle)
      throws ApiException {
    Vocabulary vocabulary = tokenizer.vocabulary();
    int prefixToken = token(vocabulary, SpecialToken.FIM_PREFIX);
    int suffixToken = token(vocabulary, SpecialToken.FIM_SUFFIX);
    int middleToken = token(vocabulary, SpecialToken.FIM_MIDDLE);
    int[] start = tokenizer.encode("", true, false);
    return join(
        start.length > 0 && start[0] == vocabulary.special(SpecialToken.BOS).orElse(-1)
            ? new int[] {start[0]}
            : new int[0],
        new int[] {prefixToken},
        tokenizer.encode(prefix, false, false),
        new int[] {suffixToken},
        tokenizer.encode(suffix, false, false),
        new int[] {middleToken},
        tokenizer.encode(middle, false, false));
  }

  private static int token(Vocabulary vocabulary, SpecialToken kind) throws ApiException {
    OptionalInt token = vocabulary.special(kind);
    if (token.isEmpty()) {
      throw ApiException.of(
          400, "this model can't fill in text: its vocabulary has no token for %s".formatted(kind));
    }
    return token.getAsInt();
  }

  private static int[] join(int[]... parts) {
    int[] all = new int[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
    int length = 0;
    for (int[] part : parts) {
      System.arraycopy(part, 0, all, length, part.length);
      length += part.length;
    }
    return all;
  }
}
