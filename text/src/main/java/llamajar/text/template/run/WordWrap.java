package llamajar.text.template.run;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Breaks a line into shorter ones between words, as Python's `textwrap` does.
///
/// @param width most characters of a line
/// @param breaksWords whether words that are longer are cut
/// @param breaksHyphens whether a line may end after a hyphen
record WordWrap(int width, boolean breaksWords, boolean breaksHyphens) {
  private static final Pattern SPACES = Pattern.compile("(?<=\\s)(?=\\S)|(?<=\\S)(?=\\s)");
  private static final Pattern HYPHENS =
      Pattern.compile("(?<=\\s)(?=\\S)|(?<=\\S)(?=\\s)|(?<=\\p{L}{2}-)(?=\\p{L}\\p{L})");

  List<String> lines(String text) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String chunk : (breaksHyphens ? HYPHENS : SPACES).split(text, -1)) {
      add(chunk, line, lines);
    }
    end(line, lines);
    return lines;
  }

  private void add(String chunk, StringBuilder line, List<String> lines) {
    boolean blank = chunk.isBlank();
    if (line.length() + chunk.length() <= width) {
      if (!(blank && line.isEmpty() && !lines.isEmpty())) {
        line.append(chunk);
      }
      return;
    }
    if (blank) {
      end(line, lines);
      return;
    }
    if (chunk.length() <= width || !breaksWords) {
      end(line, lines);
      line.append(chunk);
      return;
    }
    String rest = chunk;
    while (line.length() + rest.length() > width) {
      int room = Math.max(1, width - line.length());
      if (line.length() >= width) {
        end(line, lines);
        continue;
      }
      line.append(rest, 0, room);
      rest = rest.substring(room);
      end(line, lines);
    }
    line.append(rest);
  }

  private static void end(StringBuilder line, List<String> lines) {
    String text = line.toString().stripTrailing();
    line.setLength(0);
    if (!text.isEmpty()) {
      lines.add(text);
    }
  }
}
