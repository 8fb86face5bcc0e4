package llamajar.text.template.value;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntPredicate;
import llamajar.text.template.guard.Budget;
import llamajar.text.template.guard.TemplateException;
import org.jspecify.annotations.Nullable;

/// Methods of strings.
final class TextMethods {
  private static final Signature STRIP = Signature.of("strip", 0, "chars");
  private static final Signature REPLACE = Signature.of("replace", 2, "old", "new", "count");
  private static final Signature JOIN = Signature.of("join", 1, "iterable");
  private static final Signature PAD = Signature.of("center", 1, "width", "fillchar");
  private static final Signature ZFILL = Signature.of("zfill", 1, "width");
  private static final Signature AFFIX = Signature.of("removeprefix", 1, "affix");
  private static final Signature EXPAND = Signature.of("expandtabs", 0, "tabsize");
  private static final Signature MAP = Signature.of("format_map", 1, "mapping");

  private final String string;
  private final Budget budget;

  private TextMethods(String string, Budget budget) {
    this.string = string;
    this.budget = budget;
  }

  /// A method, or null.
  static @Nullable Callable of(Text text, String name, Budget budget) {
    TextMethods methods = new TextMethods(text.string(), budget);
    Callable changing = methods.changing(name);
    Callable asking = changing == null ? methods.asking(name) : changing;
    return asking == null ? TextSplits.of(text, name, budget) : asking;
  }

  private @Nullable Callable changing(String name) {
    return switch (name) {
      case "upper" -> arguments -> made(string.toUpperCase(Locale.ROOT));
      case "lower" -> arguments -> made(string.toLowerCase(Locale.ROOT));
      case "casefold" -> arguments -> made(Cases.folded(string));
      case "capitalize" -> arguments -> made(Cases.capitalized(string));
      case "title" -> arguments -> made(Cases.title(string));
      case "swapcase" -> arguments -> made(Cases.swapped(string));
      case "strip" -> arguments -> strip(arguments, true, true);
      case "lstrip" -> arguments -> strip(arguments, true, false);
      case "rstrip" -> arguments -> strip(arguments, false, true);
      case "replace" -> this::replace;
      case "join" -> this::join;
      case "center" -> arguments -> pad(arguments, Side.BOTH);
      case "ljust" -> arguments -> pad(arguments, Side.RIGHT);
      case "rjust" -> arguments -> pad(arguments, Side.LEFT);
      case "zfill" -> this::zeroFill;
      case "removeprefix" -> arguments -> removeAffix(arguments, true);
      case "removesuffix" -> arguments -> removeAffix(arguments, false);
      case "expandtabs" -> this::expandTabs;
      case "format" -> arguments -> new Text(new BraceFormat(arguments, budget).format(string));
      case "format_map" -> this::formatMap;
      default -> null;
    };
  }

  private @Nullable Callable asking(String name) {
    return switch (name) {
      case "isalpha" -> all(Characters::isLetter);
      case "isdigit" -> all(Characters::isDigit);
      case "isdecimal" -> all(Characters::isDecimal);
      case "isnumeric" -> all(Characters::isNumeric);
      case "isalnum" -> all(point -> Characters.isLetter(point) || Characters.isNumeric(point));
      case "isspace" -> all(Characters::isSpace);
      case "isupper" -> arguments -> Bool.of(isCase(Character::isUpperCase));
      case "islower" -> arguments -> Bool.of(isCase(Character::isLowerCase));
      case "istitle" ->
          arguments -> Bool.of(Cases.title(string).equals(string) && isCase(p -> true));
      case "isascii" -> arguments -> Bool.of(string.codePoints().allMatch(point -> point < 0x80));
      case "isprintable" ->
          arguments -> Bool.of(string.codePoints().allMatch(Characters::isPrintable));
      case "isidentifier" -> arguments -> Bool.of(string.matches("[\\p{L}_][\\p{L}\\p{N}_]*"));
      default -> null;
    };
  }

  private Callable all(IntPredicate kind) {
    return arguments -> {
      budget.scan(string.length());
      return Bool.of(!string.isEmpty() && string.codePoints().allMatch(kind));
    };
  }

  private boolean isCase(IntPredicate wanted) {
    budget.scan(string.length());
    boolean any = string.codePoints().anyMatch(Characters::isCased);
    return any && string.codePoints().filter(Characters::isCased).allMatch(wanted);
  }

  private Text made(String text) {
    budget.allocate(text.length());
    return new Text(text);
  }

  private Value strip(Arguments arguments, boolean left, boolean right) {
    Bound bound = STRIP.bind(arguments);
    return made(stripped(string, bound.hasValue(0) ? bound.string(0) : null, left, right, budget));
  }

  /// A string without characters at its ends.
  ///
  /// @param characters which; null: white space
  static String stripped(
      String string, @Nullable String characters, boolean left, boolean right, Budget budget) {
    IntPredicate goes =
        characters == null ? Characters::isSpace : point -> characters.indexOf(point) >= 0;
    int cost = characters == null ? 1 : characters.length();
    int from = 0;
    int to = string.length();
    while (left && from < to && goes.test(string.codePointAt(from))) {
      budget.scan(cost);
      from += Character.charCount(string.codePointAt(from));
    }
    while (right && to > from && goes.test(string.codePointBefore(to))) {
      budget.scan(cost);
      to -= Character.charCount(string.codePointBefore(to));
    }
    return string.substring(from, to);
  }

  private Value replace(Arguments arguments) {
    Bound bound = REPLACE.bind(arguments);
    return new Text(
        replaced(string, bound.string(0), bound.string(1), bound.integer(2, -1), budget));
  }

  /// A string with another in place of a part of it.
  ///
  /// @param count how often at most; negative: everywhere
  static String replaced(String string, String old, String by, int count, Budget budget) {
    StringBuilder out = new StringBuilder();
    int at = 0;
    int left = count < 0 ? Integer.MAX_VALUE : count;
    if (old.isEmpty()) {
      budget.allocate((by.length() + 1L) * (Math.min(left, string.length()) + 1L));
      while (left > 0 && at < string.length()) {
        int point = string.codePointAt(at);
        out.append(by).appendCodePoint(point);
        at += Character.charCount(point);
        left--;
      }
      return out.append(left > 0 ? by : string.substring(at)).toString();
    }
    int found = left == 0 ? -1 : TextSearch.indexOf(string, old, 0, budget);
    while (found >= 0) {
      budget.allocate(found - at + (long) by.length());
      out.append(string, at, found).append(by);
      at = found + old.length();
      left--;
      found = left == 0 ? -1 : TextSearch.indexOf(string, old, at, budget);
    }
    budget.allocate(string.length() - at);
    return out.append(string, at, string.length()).toString();
  }

  private Value join(Arguments arguments) {
    Iterator<Value> items = Iteration.over(JOIN.bind(arguments).get(0), budget);
    List<String> parts = new ArrayList<>();
    while (items.hasNext()) {
      if (!(items.next() instanceof Text part)) {
        throw TemplateException.evaluation(
            "sequence item %d: expected str instance".formatted(parts.size()));
      }
      budget.allocate(string.length() + (long) part.string().length());
      parts.add(part.string());
    }
    return new Text(String.join(string, parts));
  }

  private enum Side {
    LEFT,
    RIGHT,
    BOTH
  }

  private Value pad(Arguments arguments, Side side) {
    Bound bound = PAD.bind(arguments);
    int width = bound.integer(0, 0);
    String fill = bound.string(1, " ");
    if (fill.codePointCount(0, fill.length()) != 1) {
      throw TemplateException.evaluation("the fill character must be exactly one character long");
    }
    int missing = width - string.codePointCount(0, string.length());
    if (missing <= 0) {
      return new Text(string);
    }
    budget.allocate(2L * missing + string.length());
    // Python puts the odd one to the left if the width is odd too.
    int left =
        switch (side) {
          case LEFT -> missing;
          case RIGHT -> 0;
          case BOTH -> missing / 2 + (missing & width & 1);
        };
    return new Text(fill.repeat(left) + string + fill.repeat(missing - left));
  }

  private Value zeroFill(Arguments arguments) {
    int missing = ZFILL.bind(arguments).integer(0, 0) - string.codePointCount(0, string.length());
    if (missing <= 0) {
      return new Text(string);
    }
    budget.allocate(missing + (long) string.length());
    int sign = string.startsWith("-") || string.startsWith("+") ? 1 : 0;
    return new Text(string.substring(0, sign) + "0".repeat(missing) + string.substring(sign));
  }

  private Value removeAffix(Arguments arguments, boolean prefix) {
    String affix = AFFIX.bind(arguments).string(0);
    if (affix.isEmpty()) {
      return new Text(string);
    }
    if (prefix) {
      return made(string.startsWith(affix) ? string.substring(affix.length()) : string);
    }
    boolean there = string.endsWith(affix);
    return made(there ? string.substring(0, string.length() - affix.length()) : string);
  }

  private Value expandTabs(Arguments arguments) {
    int size = EXPAND.bind(arguments).integer(0, 8);
    StringBuilder out = new StringBuilder();
    int column = 0;
    for (int point : string.codePoints().toArray()) {
      if (point == '\t') {
        int spaces = size <= 0 ? 0 : size - column % size;
        budget.allocate(spaces);
        out.repeat(' ', spaces);
        column += spaces;
      } else {
        out.appendCodePoint(point);
        column = point == '\n' || point == '\r' ? 0 : column + 1;
      }
    }
    return made(out.toString());
  }

  private Value formatMap(Arguments arguments) {
    if (!(MAP.bind(arguments).get(0) instanceof DictValue dict)) {
      throw TemplateException.evaluation("format_map() wants a mapping");
    }
    Map<String, Value> named = new LinkedHashMap<>();
    dict.entries().forEach(e -> named.put(Printer.text(e.key(), budget), e.value()));
    return new Text(new BraceFormat(new Arguments(List.of(), named), budget).format(string));
  }
}
