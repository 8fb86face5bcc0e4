package llamajar.text.answer;

import static llamajar.text.answer.Spaces.GAP;
import static llamajar.text.grammar.Expression.atLeast;
import static llamajar.text.grammar.Expression.choice;
import static llamajar.text.grammar.Expression.sequence;
import static llamajar.text.grammar.Expression.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import llamajar.text.grammar.CharacterSet;
import llamajar.text.grammar.Expression;
import llamajar.text.grammar.Expression.Characters;

/// Any text but one that begins with an object that is a call of one of some tools, for models that
/// write calls without a marker. Other JSON is free.
final class OtherThanCalls {
  private static final Expression ANYTHING = atLeast(0, new Characters(CharacterSet.ALL));
  private static final CharacterSet SPACE = CharacterSet.of(" \n");

  /// So much of a name is compared; what goes on differently is not free either.
  private static final int LONGEST_NAME = 64;

  private OtherThanCalls() {}

  static Expression of(List<DeclaredTool> tools) {
    List<String> names =
        tools.stream().map(tool -> beginning(JsonStrings.encoded(tool.name()))).toList();
    Expression otherName = member("name", unlike(names));
    Expression behindType = choice(unlike(List.of("\"name\"")), otherName);
    Expression otherType =
        member(
            "type",
            choice(
                unlike(List.of("\"function\"")),
                sequence(text("\"function\""), GAP, behind(",", behindType))));
    Expression object =
        sequence(
            text("{"), GAP, choice(unlike(List.of("\"name\"", "\"type\"")), otherName, otherType));
    return sequence(GAP, choice(unlike(List.of("{")), object));
  }

  private static String beginning(String name) {
    int length = name.codePointCount(0, name.length());
    return name.substring(0, name.offsetByCodePoints(0, Math.min(length, LONGEST_NAME)));
  }

  private static Expression member(String key, Expression value) {
    return sequence(text("\"" + key + "\""), GAP, behind(":", value));
  }

  /// A separator and what may follow it, or anything without it.
  private static Expression behind(String separator, Expression rest) {
    return choice(unlike(List.of(separator)), sequence(text(separator), GAP, rest));
  }

  /// Texts that begin neither with any of these nor with white space.
  private static Expression unlike(List<String> texts) {
    return unlike(texts, SPACE);
  }

  private static Expression unlike(List<String> texts, CharacterSet excluded) {
    Map<Integer, List<String>> rests = new TreeMap<>();
    CharacterSet led = excluded;
    for (String each : texts) {
      int first = each.codePointAt(0);
      led = led.or(CharacterSet.range(first, first));
      rests
          .computeIfAbsent(first, key -> new ArrayList<>())
          .add(each.substring(Character.charCount(first)));
    }
    List<Expression> ways = new ArrayList<>();
    ways.add(Expression.EMPTY);
    ways.add(sequence(new Characters(led.not()), ANYTHING));
    rests.forEach((first, rest) -> {
      if (!rest.contains("")) {
        ways.add(sequence(text(Character.toString(first)), unlike(rest, CharacterSet.NONE)));
      }
    });
    return choice(ways);
  }
}
