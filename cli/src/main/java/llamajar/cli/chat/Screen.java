package llamajar.cli.chat;

import java.io.PrintWriter;
import java.util.function.IntSupplier;

/// What is shown, in colour where the terminal can and the user wants it.
final class Screen {
  private static final int USUAL_WIDTH = 80;
  private static final int LEAST_WIDTH = 10;
  private static final String DIM = "\u001b[2m";
  private static final String RED = "\u001b[31m";
  private static final String BOLD = "\u001b[1m";
  private static final String RESET = "\u001b[0m";
  private static final String ERASE_LINE = "\r\u001b[K";

  private final PrintWriter out;
  private final IntSupplier columns;
  private final boolean styled;

  /// @param columns of the terminal now; 0 if it does not say
  /// @param styled whether colours and the like are understood and wanted
  Screen(PrintWriter out, IntSupplier columns, boolean styled) {
    this.out = out;
    this.columns = columns;
    this.styled = styled;
  }

  boolean styled() {
    return styled;
  }

  /// Columns now.
  int width() {
    int width = columns.getAsInt();
    return width <= 0 ? USUAL_WIDTH : Math.max(LEAST_WIDTH, width);
  }

  void print(String text) {
    out.print(text);
    out.flush();
  }

  void line(String text) {
    print(text + "\n");
  }

  /// Something beside the conversation.
  void note(String text) {
    line(dim(text));
  }

  void error(String text) {
    line(styled ? RED + text + RESET : text);
  }

  String dim(String text) {
    return styled ? DIM + text + RESET : text;
  }

  String bold(String text) {
    return styled ? BOLD + text + RESET : text;
  }

  /// Shows something that will be replaced, where lines can be.
  void status(String text) {
    if (styled) {
      print(ERASE_LINE + DIM + text + RESET);
    }
  }

  void clearStatus() {
    if (styled) {
      print(ERASE_LINE);
    }
  }
}
