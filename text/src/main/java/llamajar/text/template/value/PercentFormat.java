package llamajar.text.template.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import llamajar.text.template.guard.Budget;
import llamajar.text.template.guard.TemplateException;
import org.jspecify.annotations.Nullable;

/// `'...' % values`.
public final class PercentFormat {
  private static final Pattern DIRECTIVE =
      Pattern.compile(
          "%(?:\\(([^)]*)\\))?([-+ #0]*)(\\*|\\d{1,6})?(?:\\.(\\*|\\d{0,6}))?[hlL]?(.)?");

  private final Budget budget;

  /// Formatting on a budget.
  public PercentFormat(Budget budget) {
    this.budget = budget;
  }

  /// The text.
  ///
  /// @param values a tuple of them, a mapping, or a single one
  public String format(String format, Value values) {
    Source source = new Source(values);
    StringBuilder out = new StringBuilder();
    Matcher directive = DIRECTIVE.matcher(format);
    int at = 0;
    while (directive.find(at)) {
      out.append(format, at, directive.start());
      String made = directive(directive, source);
      budget.allocate(made.length() + 1L);
      out.append(made);
      at = directive.end();
    }
    out.append(format, at, format.length());
    source.requireAllUsed();
    budget.allocate(out.length());
    return out.toString();
  }

  private String directive(Matcher directive, Source source) {
    String kind = directive.group(5);
    if (kind == null) {
      throw TemplateException.evaluation("incomplete format");
    }
    if (kind.equals("%")) {
      return "%";
    }
    String flags = directive.group(2);
    int width = number(directive.group(3), source, 0);
    boolean left = flags.contains("-") || width < 0;
    int precision = directive.group(4) == null ? -1 : number(directive.group(4), source, 0);
    String key = directive.group(1);
    Value value = key == null ? source.next() : source.named(key);
    String text = conversion(kind.charAt(0), value, precision, flags);
    int missing = Math.abs(width) - text.codePointCount(0, text.length());
    if (missing <= 0) {
      return text;
    }
    budget.allocate(missing);
    boolean zeros = flags.contains("0") && !left && "sra".indexOf(kind.charAt(0)) < 0;
    if (zeros) {
      int digits = text.startsWith("-") || text.startsWith("+") || text.startsWith(" ") ? 1 : 0;
      return text.substring(0, digits) + "0".repeat(missing) + text.substring(digits);
    }
    return left ? text + " ".repeat(missing) : " ".repeat(missing) + text;
  }

  private static int number(@Nullable String text, Source source, int otherwise) {
    if (text == null || text.isEmpty()) {
      return otherwise;
    }
    if (!text.equals("*")) {
      return Integer.parseInt(text);
    }
    BigInteger number = Numbers.integer(source.next());
    if (number == null) {
      throw TemplateException.evaluation("* wants int");
    }
    return Math.max(-1_000_000, Math.min(1_000_000, Numbers.clamp(number)));
  }

  private String conversion(char kind, Value value, int precision, String flags) {
    return switch (kind) {
      case 's' -> cut(Printer.text(value, budget), precision);
      case 'r', 'a' -> cut(Printer.represent(value, budget), precision);
      case 'c' -> character(value);
      case 'd', 'i', 'u' -> signed(padded(whole(kind, value).toString(), precision), flags);
      case 'x' -> signed(based(kind, value, 16, "0x", precision, flags), flags);
      case 'X' ->
          signed(based(kind, value, 16, "0x", precision, flags).toUpperCase(Locale.ROOT), flags);
      case 'o' -> signed(based(kind, value, 8, "0o", precision, flags), flags);
      case 'e', 'E', 'f', 'F', 'g', 'G' ->
          signed(
              FloatFormat.format(
                  real(value), kind, precision < 0 ? 6 : precision, flags.contains("#")),
              flags);
      default ->
          throw TemplateException.evaluation("unsupported format character '%s'".formatted(kind));
    };
  }

  private static String cut(String text, int precision) {
    return precision < 0 || text.codePointCount(0, text.length()) <= precision
        ? text
        : text.substring(0, text.offsetByCodePoints(0, precision));
  }

  private static String character(Value value) {
    if (value instanceof Text text && text.length() == 1) {
      return text.string();
    }
    BigInteger number = Numbers.integer(value);
    if (number == null || !Character.isValidCodePoint(Numbers.clamp(number))) {
      throw TemplateException.evaluation("%c requires int or char");
    }
    return Character.toString(number.intValue());
  }

  private static BigInteger whole(char kind, Value value) {
    BigInteger number = Numbers.integer(value);
    if (number != null) {
      return number;
    }
    if (value instanceof Real real && Double.isFinite(real.number()) && "diu".indexOf(kind) >= 0) {
      return new BigDecimal(real.number()).toBigInteger();
    }
    throw value instanceof Undefined undefined
        ? undefined.failure()
        : TemplateException.evaluation(
            "%%%s format: a number is required, not %s".formatted(kind, value.typeName()));
  }

  private static double real(Value value) {
    if (!Numbers.isNumber(value)) {
      throw value instanceof Undefined undefined
          ? undefined.failure()
          : TemplateException.evaluation("must be real number, not " + value.typeName());
    }
    return Numbers.real(value);
  }

  private static String based(
      char kind, Value value, int radix, String prefix, int precision, String flags) {
    BigInteger number = whole(kind, value);
    String digits = padded(number.abs().toString(radix), precision);
    String marked = flags.contains("#") ? prefix + digits : digits;
    return number.signum() < 0 ? "-" + marked : marked;
  }

  private static String padded(String digits, int precision) {
    boolean negative = digits.startsWith("-");
    String plain = negative ? digits.substring(1) : digits;
    int missing = Math.min(precision, 100_000) - plain.length();
    return missing <= 0 ? digits : (negative ? "-" : "") + "0".repeat(missing) + plain;
  }

  private static String signed(String number, String flags) {
    if (number.startsWith("-")) {
      return number;
    }
    return flags.contains("+") ? "+" + number : flags.contains(" ") ? " " + number : number;
  }

  /// Where the values come from.
  private static final class Source {
    private final Value values;
    private final List<Value> sequence;
    private int used;

    Source(Value values) {
      this.values = values;
      sequence = values instanceof TupleValue tuple ? tuple.items() : List.of(values);
    }

    Value next() {
      if (used == sequence.size()) {
        throw TemplateException.evaluation("not enough arguments for format string");
      }
      return sequence.get(used++);
    }

    Value named(String key) {
      used = sequence.size();
      if (!(values instanceof DictValue dict)) {
        throw TemplateException.evaluation("format requires a mapping");
      }
      Value value = dict.get(key);
      if (value == null) {
        throw TemplateException.evaluation(
            "the format names '%s', which is missing".formatted(key));
      }
      return value;
    }

    void requireAllUsed() {
      boolean spare = values instanceof DictValue || values instanceof ListValue;
      if (used < sequence.size() && !spare) {
        throw TemplateException.evaluation("not all arguments converted during string formatting");
      }
    }
  }
}
