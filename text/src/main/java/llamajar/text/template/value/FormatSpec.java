package llamajar.text.template.value;

import java.math.BigInteger;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import llamajar.text.template.guard.Budget;
import llamajar.text.template.guard.TemplateException;

/// What stands after the colon in `{:>8.2f}`: Python's format specification.
final class FormatSpec {
  private static final Pattern SPEC =
      Pattern.compile(
          "(?:(.)?([<>=^]))?([-+ ])?z?(#)?(0)?(\\d{1,6})?([_,])?(?:\\.(\\d{1,6}))?([a-zA-Z%])?",
          Pattern.DOTALL);

  private final Budget budget;
  private final String fill;
  private final String align;
  private final String sign;
  private final boolean alternate;
  private final int width;
  private final String grouping;
  private final int precision;
  private final char kind;

  private FormatSpec(Matcher spec, Budget budget) {
    this.budget = budget;
    boolean zeros = spec.group(5) != null;
    fill = spec.group(1) != null ? spec.group(1) : zeros ? "0" : " ";
    align = spec.group(2) != null ? spec.group(2) : zeros ? "=" : "";
    sign = spec.group(3) == null ? "-" : spec.group(3);
    alternate = spec.group(4) != null;
    width = spec.group(6) == null ? 0 : Integer.parseInt(spec.group(6));
    grouping = spec.group(7) == null ? "" : spec.group(7);
    precision = spec.group(8) == null ? -1 : Integer.parseInt(spec.group(8));
    kind = spec.group(9) == null ? 0 : spec.group(9).charAt(0);
  }

  /// A value as a specification wants it.
  static String format(Value value, String spec, Budget budget) {
    if (spec.isEmpty()) {
      return Printer.text(value, budget);
    }
    Matcher matcher = SPEC.matcher(spec);
    if (!matcher.matches()) {
      throw TemplateException.evaluation("Invalid format specifier '%s'".formatted(spec));
    }
    return new FormatSpec(matcher, budget).format(value);
  }

  private String format(Value value) {
    return switch (value) {
      case Text text -> text(text.string());
      case Bool bool -> kind == 0 ? text(Printer.text(bool, budget)) : number(bool);
      case Int integer -> number(integer);
      case Real real -> real(real.number());
      default ->
          throw TemplateException.evaluation(
              "unsupported format string passed to %s.__format__".formatted(value.typeName()));
    };
  }

  private String text(String string) {
    if (kind != 0 && kind != 's') {
      throw wrongKind("str");
    }
    boolean cuts = precision >= 0 && string.codePointCount(0, string.length()) > precision;
    return padded(
        "", cuts ? string.substring(0, string.offsetByCodePoints(0, precision)) : string, "<");
  }

  private String number(Value value) {
    BigInteger number = Objects.requireNonNull(Numbers.integer(value));
    String digits =
        switch (kind) {
          case 0, 'd', 'n' -> grouped(number.abs().toString(), 3);
          case 'b' -> prefix("0b") + grouped(number.abs().toString(2), 4);
          case 'o' -> prefix("0o") + grouped(number.abs().toString(8), 4);
          case 'x' -> prefix("0x") + grouped(number.abs().toString(16), 4);
          case 'X' -> prefix("0X") + grouped(number.abs().toString(16), 4).toUpperCase(Locale.ROOT);
          case 'c' -> Character.toString(number.intValueExact());
          case 'e', 'E', 'f', 'F', 'g', 'G', '%' -> "";
          default -> throw wrongKind("int");
        };
    return digits.isEmpty()
        ? real(number.doubleValue())
        : padded(signOf(number.signum() < 0), digits, ">");
  }

  private String real(double number) {
    String text =
        switch (kind) {
          case 0 ->
              precision < 0
                  ? FloatText.of(number)
                  : withPoint(FloatFormat.format(number, 'g', precision, alternate));
          case 'n' -> FloatFormat.format(number, 'g', precision < 0 ? 6 : precision, alternate);
          case 'e', 'E', 'f', 'F', 'g', 'G', '%' ->
              FloatFormat.format(number, kind, precision < 0 ? 6 : precision, alternate);
          default -> throw wrongKind("float");
        };
    boolean negative = text.startsWith("-");
    String digits = negative ? text.substring(1) : text;
    int end = 0;
    while (end < digits.length() && Character.isDigit(digits.charAt(end))) {
      end++;
    }
    return padded(
        signOf(negative), grouped(digits.substring(0, end), 3) + digits.substring(end), ">");
  }

  private static String withPoint(String text) {
    return text.matches("-?\\d+") ? text + ".0" : text;
  }

  private String prefix(String prefix) {
    return alternate ? prefix : "";
  }

  private String grouped(String digits, int group) {
    if (grouping.isEmpty()) {
      return digits;
    }
    StringBuilder out = new StringBuilder(digits);
    for (int i = digits.length() - group; i > 0; i -= group) {
      out.insert(i, grouping);
    }
    return out.toString();
  }

  private String signOf(boolean negative) {
    return negative ? "-" : sign.equals("-") ? "" : sign;
  }

  private String padded(String before, String text, String usual) {
    int missing = width - before.length() - text.codePointCount(0, text.length());
    if (missing <= 0) {
      return before + text;
    }
    budget.allocate(missing);
    return switch (align.isEmpty() ? usual : align) {
      case "<" -> before + text + fill.repeat(missing);
      case "^" -> fill.repeat(missing / 2) + before + text + fill.repeat(missing - missing / 2);
      case "=" -> before + fill.repeat(missing) + text;
      default -> fill.repeat(missing) + before + text;
    };
  }

  private TemplateException wrongKind(String type) {
    return TemplateException.evaluation(
        "Unknown format code '%s' for object of type '%s'".formatted(kind, type));
  }
}
