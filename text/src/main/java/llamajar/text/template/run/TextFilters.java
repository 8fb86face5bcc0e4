package llamajar.text.template.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import llamajar.text.template.guard.Budget;
import llamajar.text.template.guard.TemplateException;
import llamajar.text.template.value.Arguments;
import llamajar.text.template.value.Attributes;
import llamajar.text.template.value.Bound;
import llamajar.text.template.value.Callable;
import llamajar.text.template.value.Cases;
import llamajar.text.template.value.Characters;
import llamajar.text.template.value.DictValue;
import llamajar.text.template.value.Int;
import llamajar.text.template.value.PercentFormat;
import llamajar.text.template.value.Printer;
import llamajar.text.template.value.Signature;
import llamajar.text.template.value.Text;
import llamajar.text.template.value.TupleValue;
import llamajar.text.template.value.Value;
import org.jspecify.annotations.Nullable;

/// Filters that change text. They take any value for what it prints.
final class TextFilters {
  private static final Signature NOTHING = Signature.of("the filter", 0);
  private static final Signature TRIM = Signature.of("trim", 0, "chars");
  private static final Signature REPLACE = Signature.of("replace", 2, "old", "new", "count");
  private static final Signature CENTER = Signature.of("center", 0, "width");
  private static final Signature INDENT = Signature.of("indent", 0, "width", "first", "blank");
  private static final Signature TRUNCATE =
      Signature.of("truncate", 0, "length", "killwords", "end", "leeway");
  private static final Signature WRAP =
      Signature.of("wordwrap", 0, "width", "break_long_words", "wrapstring", "break_on_hyphens");

  private static final Pattern WORD_START = Pattern.compile("([-\\s({\\[<]+)");
  private static final Pattern WORD = Pattern.compile("\\w+", Pattern.UNICODE_CHARACTER_CLASS);

  private TextFilters() {}

  /// A filter, or null if there is none of that name here.
  static @Nullable Filter named(String name) {
    return switch (name) {
      case "upper" -> simple(text -> text.toUpperCase(Locale.ROOT));
      case "lower" -> simple(text -> text.toLowerCase(Locale.ROOT));
      case "capitalize" -> simple(Cases::capitalized);
      case "title" -> simple(TextFilters::title);
      case "string", "safe" -> simple(text -> text);
      case "trim" -> (input, arguments, r) -> method(input, "strip", TRIM.bind(arguments), r);
      case "replace" ->
          (input, arguments, r) -> replace(input, REPLACE.bind(arguments), r.budget());
      case "center" -> TextFilters::center;
      case "indent" -> (input, arguments, r) -> indent(input, INDENT.bind(arguments), r.budget());
      case "truncate" ->
          (input, arguments, r) -> truncate(input, TRUNCATE.bind(arguments), r.budget());
      case "wordwrap" -> (input, arguments, r) -> wrap(input, WRAP.bind(arguments), r.budget());
      case "wordcount" -> simple(text -> Long.toString(WORD.matcher(text).results().count()), true);
      case "format" -> TextFilters::format;
      default -> null;
    };
  }

  @FunctionalInterface
  private interface Change {
    String of(String text);
  }

  private static Filter simple(Change change) {
    return simple(change, false);
  }

  private static Filter simple(Change change, boolean number) {
    return (input, arguments, rendering) -> {
      NOTHING.bind(arguments);
      String text = change.of(Printer.text(input, rendering.budget()));
      rendering.budget().allocate(text.length());
      return number ? Int.of(Long.parseLong(text)) : new Text(text);
    };
  }

  private static String title(String text) {
    StringBuilder out = new StringBuilder();
    Matcher start = WORD_START.matcher(text);
    int at = 0;
    while (start.find()) {
      out.append(word(text.substring(at, start.start()))).append(start.group());
      at = start.end();
    }
    return out.append(word(text.substring(at))).toString();
  }

  private static String word(String word) {
    if (word.isEmpty()) {
      return word;
    }
    int second = word.offsetByCodePoints(0, 1);
    return word.substring(0, second).toUpperCase(Locale.ROOT)
        + word.substring(second).toLowerCase(Locale.ROOT);
  }

  private static Value method(Value input, String name, Bound bound, Rendering rendering) {
    Text text = new Text(Printer.text(input, rendering.budget()));
    Callable method = (Callable) Attributes.attribute(text, name, rendering.budget());
    return method.call(bound.has(0) ? Arguments.of(bound.get(0)) : Arguments.NONE);
  }

  private static Value replace(Value input, Bound bound, Budget budget) {
    Text text = new Text(Printer.text(input, budget));
    Callable replace = (Callable) Attributes.attribute(text, "replace", budget);
    Value old = new Text(Printer.text(bound.get(0), budget));
    Value by = new Text(Printer.text(bound.get(1), budget));
    return replace.call(
        bound.hasValue(2) ? Arguments.of(old, by, bound.get(2)) : Arguments.of(old, by));
  }

  private static Value center(Value input, Arguments arguments, Rendering rendering) {
    Text text = new Text(Printer.text(input, rendering.budget()));
    Callable center = (Callable) Attributes.attribute(text, "center", rendering.budget());
    int width = CENTER.bind(arguments).integer(0, 80);
    return center.call(Arguments.of(Int.of(width)));
  }

  private static Value indent(Value input, Bound bound, Budget budget) {
    String text = Printer.text(input, budget);
    String indent =
        bound.find(0) instanceof Text given
            ? given.string()
            : blanks(Math.max(0, bound.integer(0, 4)), budget);
    boolean blank = bound.truth(2, false);
    List<String> lines = lines(text + "\n");
    budget.allocate(text.length() + (long) indent.length() * lines.size());
    StringBuilder out = new StringBuilder(bound.truth(1, false) ? indent : "");
    if (blank) {
      out.append(String.join("\n" + indent, lines));
    } else {
      for (int i = 0; i < lines.size(); i++) {
        out.append(i == 0 ? "" : lines.get(i).isEmpty() ? "\n" : "\n" + indent);
        out.append(lines.get(i));
      }
    }
    return new Text(out.toString());
  }

  private static String blanks(int count, Budget budget) {
    budget.allocate(count);
    return " ".repeat(count);
  }

  private static List<String> lines(String text) {
    List<String> lines = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      if (Characters.isLineEnd(text.charAt(i))) {
        lines.add(text.substring(start, i));
        boolean pair =
            text.charAt(i) == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n';
        i += pair ? 1 : 0;
        start = i + 1;
      }
    }
    if (start < text.length()) {
      lines.add(text.substring(start));
    }
    return lines;
  }

  private static Value truncate(Value input, Bound bound, Budget budget) {
    Text text = new Text(Printer.text(input, budget));
    int length = bound.integer(0, 255);
    String end = bound.string(2, "...");
    int leeway = bound.hasValue(3) ? bound.integer(3, 5) : 5;
    int endLength = end.codePointCount(0, end.length());
    if (length < endLength || leeway < 0) {
      throw TemplateException.evaluation("truncate() wants a length of at least that of its end");
    }
    budget.allocate(text.string().length());
    if (text.length() <= (long) length + leeway) {
      return text;
    }
    String cut = text.substring(0, length - endLength).string();
    int space = cut.lastIndexOf(' ');
    boolean inWords = bound.truth(1, false) || space < 0;
    return new Text((inWords ? cut : cut.substring(0, space)) + end);
  }

  private static Value wrap(Value input, Bound bound, Budget budget) {
    int width = bound.integer(0, 79);
    if (width <= 0) {
      throw TemplateException.evaluation("invalid width %d (must be > 0)".formatted(width));
    }
    String separator = bound.hasValue(2) ? bound.string(2) : "\n";
    WordWrap wrap = new WordWrap(width, bound.truth(1, true), bound.truth(3, true));
    List<String> wrapped = new ArrayList<>();
    for (String line : lines(Printer.text(input, budget))) {
      budget.allocate(2L * line.length() + 1);
      List<String> parts = wrap.lines(line);
      budget.allocate((long) parts.size() * separator.length());
      wrapped.add(String.join(separator, parts));
    }
    return new Text(String.join(separator, wrapped));
  }

  private static Value format(Value input, Arguments arguments, Rendering rendering) {
    if (!arguments.named().isEmpty() && !arguments.positional().isEmpty()) {
      throw TemplateException.evaluation(
          "can't handle positional and keyword arguments at the same time");
    }
    Value values = new TupleValue(arguments.positional());
    if (!arguments.named().isEmpty()) {
      DictValue dict = new DictValue();
      arguments.named().forEach(dict::put);
      values = dict;
    }
    String format = Printer.text(input, rendering.budget());
    return new Text(new PercentFormat(rendering.budget()).format(format, values));
  }
}
