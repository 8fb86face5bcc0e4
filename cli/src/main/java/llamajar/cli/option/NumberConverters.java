package llamajar.cli.option;

import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/// Numbers given as options, with messages in plain words.
public final class NumberConverters {
  private NumberConverters() {}

  /// Makes a parser use them.
  public static void register(CommandLine parser) {
    parser.registerConverter(int.class, NumberConverters::integer);
    parser.registerConverter(Integer.class, NumberConverters::integer);
    parser.registerConverter(long.class, NumberConverters::longInteger);
    parser.registerConverter(double.class, NumberConverters::number);
  }

  private static int integer(String text) {
    try {
      return Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      throw new TypeConversionException("'%s' is not a whole number".formatted(text));
    }
  }

  private static long longInteger(String text) {
    try {
      return Long.parseLong(text.strip());
    } catch (NumberFormatException e) {
      throw new TypeConversionException("'%s' is not a whole number".formatted(text));
    }
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text.strip());
    } catch (NumberFormatException e) {
      throw new TypeConversionException("'%s' is not a number".formatted(text));
    }
  }
}
