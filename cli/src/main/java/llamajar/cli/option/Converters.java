package llamajar.cli.option;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/// Values given as options, with messages in plain words.
public final class Converters {
  private Converters() {}

  /// Makes a parser use them.
  public static void register(CommandLine parser) {
    parser.registerConverter(int.class, Converters::integer);
    parser.registerConverter(Integer.class, Converters::integer);
    parser.registerConverter(long.class, Converters::longInteger);
    parser.registerConverter(double.class, Converters::number);
    parser.registerConverter(Float.class, text -> (float) number(text));
    parser.registerConverter(Path.class, Converters::path);
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

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new TypeConversionException("'%s' can't be the name of a file".formatted(text));
    }
  }
}
