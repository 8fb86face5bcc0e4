package llamajar.text.schema;

import static llamajar.text.grammar.Expression.anyOf;
import static llamajar.text.grammar.Expression.atLeast;
import static llamajar.text.grammar.Expression.choice;
import static llamajar.text.grammar.Expression.optional;
import static llamajar.text.grammar.Expression.range;
import static llamajar.text.grammar.Expression.sequence;
import static llamajar.text.grammar.Expression.text;
import static llamajar.text.grammar.Expression.times;

import java.util.ArrayList;
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
import llamajar.text.grammar.GrammarBuilder;

/// The parts of JSON that do not depend on a schema.
final class JsonSyntax {
  /// Characters that stand for themselves inside a string.
  static final CharacterSet PLAIN = CharacterSet.range(0, 0x1F).or(CharacterSet.of("\"\\")).not();

  static final Expression DIGIT = range('0', '9');
  private static final Expression HEX = choice(DIGIT, range('a', 'f'), range('A', 'F'));
  private static final String SHORT_ESCAPES = "\"\\/\b\f\n\r\t";
  private static final String SHORT_LETTERS = "\"\\/bfnrt";

  /// Any one character of a string, in any spelling.
  static final Expression CHARACTER =
      choice(
          new Characters(PLAIN),
          sequence(text("\\"), anyOf(SHORT_LETTERS)),
          sequence(text("\\u"), anyOf("0123456789abcABCefEF"), times(3, HEX)),
          sequence(text("\\u"), anyOf("dD"), range('0', '7'), times(2, HEX)),
          sequence(
              text("\\u"),
              anyOf("dD"),
              anyOf("89abAB"),
              times(2, HEX),
              text("\\u"),
              anyOf("dD"),
              anyOf("cdefCDEF"),
              times(2, HEX)));

  /// Digits without a zero in front.
  static final Expression WHOLE = choice(text("0"), sequence(range('1', '9'), atLeast(0, DIGIT)));

  static final Expression FRACTION = optional(sequence(text("."), atLeast(1, DIGIT)));

  private static final Expression EXPONENT =
      optional(sequence(anyOf("eE"), optional(anyOf("+-")), atLeast(1, DIGIT)));

  static final Expression NUMBER = sequence(optional(text("-")), WHOLE, FRACTION, EXPONENT);

  /// White space where a line may break.
  static final Expression BREAK =
      optional(choice(text(" "), sequence(text("\n"), new Repeat(anyOf(" \t"), 0, 20))));

  static final Expression COLON = sequence(text(":"), optional(text(" ")));
  static final Expression COMMA = sequence(text(","), BREAK);

  /// A string of any characters.
  final Rule string;

  /// Any value.
  final Rule value;

  /// Any object.
  final Rule object;

  /// Any array.
  final Rule array;

  JsonSyntax(GrammarBuilder builder) {
    value = builder.declare("any value");
    string = builder.rule("any string", quoted(atLeast(0, CHARACTER)));
    object = builder.rule("any object", braces(sequence(string, COLON, value)));
    array = builder.rule("any array", between("[", value, "]"));
    builder.define(
        value, choice(object, array, string, NUMBER, text("true"), text("false"), text("null")));
  }

  /// A list of one thing in square brackets.
  private static Expression between(String open, Expression element, String close) {
    Expression elements = sequence(element, atLeast(0, sequence(COMMA, element)));
    return sequence(text(open), BREAK, optional(sequence(elements, BREAK)), text(close));
  }

  private static Expression braces(Expression member) {
    return between("{", member, "}");
  }

  /// Characters in quotation marks.
  static Expression quoted(Expression characters) {
    return sequence(text("\""), characters, text("\""));
  }

  /// A text as a string inside quotation marks, in the one spelling that writers usually give it.
  static String escaped(String characters) {
    StringBuilder escaped = new StringBuilder();
    characters
        .codePoints()
        .forEach(point -> {
          if (PLAIN.contains(point)) {
            escaped.appendCodePoint(point);
          } else {
            escaped.append(escape(point));
          }
        });
    return escaped.toString();
  }

  private static String escape(int point) {
    int place = point == '/' ? -1 : SHORT_ESCAPES.indexOf(point);
    return place >= 0 ? "\\" + SHORT_LETTERS.charAt(place) : "\\u%04x".formatted(point);
  }

  /// What matches the spelling inside quotation marks of what an expression matches. Rules can't be
  /// part of it.
  static Expression escaped(Expression expression) {
    return switch (expression) {
      case Text literal -> text(escaped(literal.text()));
      case Characters characters -> escaped(characters.set());
      case Sequence sequence ->
          new Sequence(sequence.parts().stream().map(JsonSyntax::escaped).toList());
      case Choice choice ->
          new Choice(choice.alternatives().stream().map(JsonSyntax::escaped).toList());
      case Repeat repeat -> new Repeat(escaped(repeat.body()), repeat.least(), repeat.most());
      case AnyBut anyBut -> escaped(anyBut.excluded().not());
      case Rule rule -> throw new IllegalArgumentException("a rule inside a string: " + rule);
      case Search search -> throw new IllegalArgumentException("bytes inside a string: " + search);
    };
  }

  private static Expression escaped(CharacterSet set) {
    List<Expression> spellings = new ArrayList<>();
    CharacterSet plain = set.and(PLAIN);
    if (!plain.isEmpty()) {
      spellings.add(new Characters(plain));
    }
    CharacterSet special = set.and(PLAIN.not());
    for (int i = 0; i < special.rangeCount(); i++) {
      for (int point = special.first(i); point <= special.last(i); point++) {
        spellings.add(text(escape(point)));
      }
    }
    return choice(spellings);
  }
}
