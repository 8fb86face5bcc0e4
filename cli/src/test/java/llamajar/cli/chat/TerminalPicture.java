package llamajar.cli.chat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a terminal shows, as an SVG picture.
final class TerminalPicture {
  private static final Pattern STYLE = Pattern.compile("\u001b\\[([0-9;]*)m");
  private static final Pattern OTHER = Pattern.compile("\r?\u001b\\[K|\r");
  private static final int LINE_HEIGHT = 20;
  private static final double COLUMN = 8.4;

  private TerminalPicture() {}

  /// @param text with escape sequences for styles
  /// @param columns of the terminal
  static String of(String text, int columns) {
    String[] lines = OTHER.matcher(text.stripTrailing()).replaceAll("").split("\n", -1);
    int width = (int) Math.ceil(columns * COLUMN) + 40;
    int height = lines.length * LINE_HEIGHT + 36;
    StringBuilder svg =
        new StringBuilder(
            """
            <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d">
            <rect width="100%%" height="100%%" rx="10" fill="#1d2129"/>
            <g font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="#e6e6e1">
            """
                .formatted(width, height));
    String style = "";
    for (int row = 0; row < lines.length; row++) {
      svg.append(
          "<text x=\"20\" y=\"%d\" xml:space=\"preserve\">".formatted(row * LINE_HEIGHT + 32));
      Matcher matcher = STYLE.matcher(lines[row]);
      int from = 0;
      while (matcher.find()) {
        append(svg, style, lines[row].substring(from, matcher.start()));
        style = style(matcher.group(1));
        from = matcher.end();
      }
      append(svg, style, lines[row].substring(from));
      svg.append("</text>\n");
    }
    return svg.append("</g>\n</svg>\n").toString();
  }

  private static void append(StringBuilder svg, String style, String text) {
    if (!text.isEmpty()) {
      svg.append("<tspan%s>%s</tspan>".formatted(style, escaped(text)));
    }
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static String style(String parameters) {
    StringBuilder attributes = new StringBuilder();
    for (String parameter : parameters.split(";", -1)) {
      attributes.append(
          switch (parameter) {
            case "1" -> " font-weight=\"bold\"";
            case "2" -> " opacity=\"0.6\"";
            case "3" -> " font-style=\"italic\"";
            case "4" -> " text-decoration=\"underline\"";
            case "31" -> " fill=\"#f07178\"";
            case "32" -> " fill=\"#b8cc52\"";
            case "33" -> " fill=\"#e7c547\"";
            case "35" -> " fill=\"#c792ea\"";
            case "36" -> " fill=\"#7fd5ea\"";
            default -> "";
          });
    }
    return attributes.toString();
  }
}
