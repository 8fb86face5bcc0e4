package llamajar.text.schema;

import java.util.List;
import llamajar.text.grammar.CharacterSet;
import llamajar.text.grammar.Expression;
import llamajar.text.grammar.Expression.AnyBut;
import llamajar.text.grammar.Expression.Characters;
import llamajar.text.grammar.Expression.Choice;
import llamajar.text.grammar.Expression.Repeat;
import llamajar.text.grammar.Expression.Rule;
import llamajar.text.grammar.Expression.Search;
import llamajar.text.grammar.Expression.Sequence;
import llamajar.text.grammar.Expression.Text;
import org.jspecify.annotations.Nullable;

/// Strings: `minLength`, `maxLength`, `pattern`, `format`.
final class StringRules {
  private final JsonSyntax syntax;
  private final Rule character;

  /// Longest string whose characters are unfolded in place, which makes for better masks.
  private static final int UNFOLDED = 1_000;

  StringRules(JsonSyntax syntax, Rule character) {
    this.syntax = syntax;
    this.character = character;
  }

  /// Strings with their quotation marks.
  Expression strings(Keywords schema) {
    Expression inner = schema.hasAny("pattern", "format") ? JsonSyntax.escaped(raw(schema)) : null;
    if (inner != null) {
      return JsonSyntax.quoted(inner);
    }
    int least = schema.count("minLength", 0);
    int most = schema.count("maxLength", Repeat.UNBOUNDED);
    if (most != Repeat.UNBOUNDED && most < least) {
      return Expression.NOTHING;
    }
    if (least == 0 && most == Repeat.UNBOUNDED) {
      return syntax.string;
    }
    Expression one = Math.max(least, most) > UNFOLDED ? character : JsonSyntax.CHARACTER;
    return JsonSyntax.quoted(new Repeat(one, least, most));
  }

  /// The texts that a schema allows, as characters that are not yet spelled as JSON.
  Expression raw(Keywords schema) {
    Place pattern = schema.at("pattern");
    Place format = schema.at("format");
    if (pattern != null && format != null) {
      throw pattern.problem("pattern beside format is not supported; leave one of them out");
    }
    if (pattern == null && format == null) {
      Expression any = new Characters(CharacterSet.ALL);
      return within(new Repeat(any, 0, Repeat.UNBOUNDED), schema);
    }
    Expression matched =
        pattern != null
            ? new PatternParser(pattern).parse()
            : Formats.of(java.util.Objects.requireNonNull(format));
    return within(matched, schema);
  }

  /// What of an expression has a length that the schema allows.
  private static Expression within(Expression expression, Keywords schema) {
    long least = schema.count("minLength", 0);
    long most = schema.at("maxLength") == null ? Long.MAX_VALUE : schema.count("maxLength", 0);
    if (least > most) {
      return Expression.NOTHING;
    }
    Lengths lengths = lengths(expression);
    if (lengths.least >= least && lengths.most <= most) {
      return expression;
    }
    Repeat repeat = singleRepeat(expression);
    if (repeat != null) {
      long repeatMost = repeat.most() == Repeat.UNBOUNDED ? Long.MAX_VALUE : repeat.most();
      long newLeast = Math.max(least, repeat.least());
      long newMost = Math.min(most, repeatMost);
      return newLeast > newMost
          ? Expression.NOTHING
          : new Repeat(
              repeat.body(),
              (int) newLeast,
              newMost == Long.MAX_VALUE ? Repeat.UNBOUNDED : (int) newMost);
    }
    throw schema.problem(
        least > lengths.least ? "minLength" : "maxLength",
        "together with this pattern or format it is not supported; put the length into the"
            + " pattern");
  }

  /// How many characters the texts of an expression have.
  private record Lengths(long least, long most) {}

  private static Lengths lengths(Expression expression) {
    return switch (expression) {
      case Text text -> {
        int length = text.text().codePointCount(0, text.text().length());
        yield new Lengths(length, length);
      }
      case Characters _, AnyBut _ -> new Lengths(1, 1);
      case Sequence sequence -> {
        long least = 0;
        long most = 0;
        for (Expression part : sequence.parts()) {
          Lengths lengths = lengths(part);
          least = plus(least, lengths.least);
          most = plus(most, lengths.most);
        }
        yield new Lengths(least, most);
      }
      case Choice choice -> {
        List<Lengths> all = choice.alternatives().stream().map(StringRules::lengths).toList();
        yield new Lengths(
            all.stream().mapToLong(Lengths::least).min().orElse(0),
            all.stream().mapToLong(Lengths::most).max().orElse(0));
      }
      case Repeat repeat -> {
        Lengths body = lengths(repeat.body());
        boolean endless = repeat.most() == Repeat.UNBOUNDED && body.most > 0;
        yield new Lengths(
            times(body.least, repeat.least()),
            endless ? Long.MAX_VALUE : times(body.most, Math.max(repeat.most(), 0)));
      }
      case Rule _, Search _ -> new Lengths(0, Long.MAX_VALUE);
    };
  }

  private static long plus(long one, long other) {
    return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
  }

  private static long times(long one, long count) {
    return count != 0 && one > Long.MAX_VALUE / count ? Long.MAX_VALUE : one * count;
  }

  /// The expression as a repetition of single characters, if it is one.
  private static @Nullable Repeat singleRepeat(Expression expression) {
    return switch (expression) {
      case Repeat repeat when repeat.body() instanceof Characters -> repeat;
      case Sequence sequence -> {
        List<Expression> parts = sequence.parts().stream().filter(part -> !isEmpty(part)).toList();
        yield parts.size() == 1 ? singleRepeat(parts.getFirst()) : null;
      }
      case Repeat _, Text _, Characters _, AnyBut _, Choice _, Rule _, Search _ -> null;
    };
  }

  private static boolean isEmpty(Expression expression) {
    return expression instanceof Sequence sequence && sequence.parts().isEmpty();
  }
}
