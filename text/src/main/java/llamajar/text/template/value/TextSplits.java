package llamajar.text.template.value;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import llamajar.text.template.guard.Budget;
import llamajar.text.template.guard.TemplateException;
import org.jspecify.annotations.Nullable;

/// Methods of strings that cut or search.
final class TextSplits {
  private static final Signature SPLIT = Signature.of("split", 0, "sep", "maxsplit");
  private static final Signature LINES = Signature.of("splitlines", 0, "keepends");
  private static final Signature PARTITION = Signature.of("partition", 1, "sep");
  private static final Signature FIND = Signature.of("find", 1, "sub", "start", "end");

  private final Text text;
  private final String string;
  private final Budget budget;

  private TextSplits(Text text, Budget budget) {
    this.text = text;
    this.string = text.string();
    this.budget = budget;
  }

  /// A method, or null.
  static @Nullable Callable of(Text text, String name, Budget budget) {
    TextSplits methods = new TextSplits(text, budget);
    return switch (name) {
      case "split" -> arguments -> methods.split(arguments, false);
      case "rsplit" -> arguments -> methods.split(arguments, true);
      case "splitlines" -> methods::lines;
      case "partition" -> arguments -> methods.partition(arguments, false);
      case "rpartition" -> arguments -> methods.partition(arguments, true);
      case "startswith" -> arguments -> methods.hasAffix("startswith", arguments, true);
      case "endswith" -> arguments -> methods.hasAffix("endswith", arguments, false);
      case "find" -> arguments -> Int.of(methods.find(arguments, false));
      case "rfind" -> arguments -> Int.of(methods.find(arguments, true));
      case "index" -> arguments -> methods.index(arguments, false);
      case "rindex" -> arguments -> methods.index(arguments, true);
      case "count" -> methods::count;
      default -> null;
    };
  }

  private Value split(Arguments arguments, boolean fromRight) {
    Bound bound = SPLIT.bind(arguments);
    int most = bound.integer(1, -1);
    int splits = most < 0 ? Integer.MAX_VALUE : most;
    List<String> parts = new ArrayList<>();
    if (!bound.hasValue(0)) {
      if (fromRight) {
        splitSpaceFromRight(splits, parts);
      } else {
        splitSpace(splits, parts);
      }
    } else if (bound.string(0).isEmpty()) {
      throw TemplateException.evaluation("empty separator");
    } else if (fromRight) {
      splitFromRight(bound.string(0), splits, parts);
    } else {
      splitAt(bound.string(0), splits, parts);
    }
    return texts(parts);
  }

  private Value texts(List<String> parts) {
    List<Value> values = new ArrayList<>(parts.size());
    for (String part : parts) {
      budget.allocate(part.length() + 2L);
      values.add(new Text(part));
    }
    return new ListValue(values);
  }

  private void splitAt(String separator, int splits, List<String> parts) {
    int at = 0;
    int found = splits == 0 ? -1 : TextSearch.indexOf(string, separator, 0, budget);
    while (found >= 0) {
      budget.step();
      parts.add(string.substring(at, found));
      at = found + separator.length();
      found = parts.size() >= splits ? -1 : TextSearch.indexOf(string, separator, at, budget);
    }
    parts.add(string.substring(at));
  }

  private void splitFromRight(String separator, int splits, List<String> parts) {
    int end = string.length();
    int found = splits == 0 ? -1 : TextSearch.lastIndexOf(string, separator, end, budget);
    while (found >= 0) {
      budget.step();
      parts.add(string.substring(found + separator.length(), end));
      end = found;
      found = parts.size() >= splits ? -1 : TextSearch.lastIndexOf(string, separator, end, budget);
    }
    parts.add(string.substring(0, end));
    Collections.reverse(parts);
  }

  private void splitSpace(int splits, List<String> parts) {
    budget.scan(string.length());
    int at = skipSpace(0);
    while (at < string.length()) {
      if (parts.size() >= splits) {
        parts.add(string.substring(at));
        return;
      }
      int end = at;
      while (end < string.length() && !Characters.isSpace(string.codePointAt(end))) {
        end += Character.charCount(string.codePointAt(end));
      }
      parts.add(string.substring(at, end));
      at = skipSpace(end);
    }
  }

  private int skipSpace(int from) {
    int at = from;
    while (at < string.length() && Characters.isSpace(string.codePointAt(at))) {
      at++;
    }
    return at;
  }

  private void splitSpaceFromRight(int splits, List<String> parts) {
    budget.scan(string.length());
    String rest = TextMethods.stripped(string, null, false, true, budget);
    while (!rest.isEmpty()) {
      int start = rest.length();
      while (start > 0 && !Characters.isSpace(rest.codePointBefore(start))) {
        start -= Character.charCount(rest.codePointBefore(start));
      }
      if (parts.size() >= splits) {
        parts.add(rest);
        break;
      }
      parts.add(rest.substring(start));
      budget.allocate(start);
      rest = TextMethods.stripped(rest.substring(0, start), null, false, true, budget);
    }
    Collections.reverse(parts);
  }

  private Value lines(Arguments arguments) {
    boolean keeps = LINES.bind(arguments).truth(0, false);
    List<String> parts = new ArrayList<>();
    int start = 0;
    int at = 0;
    budget.scan(string.length());
    while (at < string.length()) {
      char unit = string.charAt(at);
      at++;
      if (Characters.isLineEnd(unit)) {
        int end = at - 1;
        if (unit == '\r' && at < string.length() && string.charAt(at) == '\n') {
          at++;
        }
        parts.add(string.substring(start, keeps ? at : end));
        start = at;
      }
    }
    if (start < string.length()) {
      parts.add(string.substring(start));
    }
    return texts(parts);
  }

  private Value partition(Arguments arguments, boolean last) {
    String separator = PARTITION.bind(arguments).string(0);
    if (separator.isEmpty()) {
      throw TemplateException.evaluation("empty separator");
    }
    int found =
        last
            ? TextSearch.lastIndexOf(string, separator, string.length(), budget)
            : TextSearch.indexOf(string, separator, 0, budget);
    budget.allocate(string.length());
    if (found < 0) {
      return last
          ? TupleValue.of(Text.EMPTY, Text.EMPTY, text)
          : TupleValue.of(text, Text.EMPTY, Text.EMPTY);
    }
    return TupleValue.of(
        new Text(string.substring(0, found)),
        new Text(separator),
        new Text(string.substring(found + separator.length())));
  }

  private Value hasAffix(String function, Arguments arguments, boolean start) {
    Bound bound = Signature.of(function, 1, "affix", "start", "end").bind(arguments);
    String part = bound.has(1) ? window(bound).string() : string;
    if (bound.get(0) instanceof TupleValue tuple) {
      for (Value one : tuple.items()) {
        if (hasAffix(function, one, part, start)) {
          return Bool.TRUE;
        }
      }
      return Bool.FALSE;
    }
    return Bool.of(hasAffix(function, bound.get(0), part, start));
  }

  private boolean hasAffix(String function, Value affix, String part, boolean start) {
    if (affix instanceof Undefined undefined) {
      throw undefined.failure();
    }
    if (!(affix instanceof Text wanted)) {
      throw TemplateException.evaluation(
          "%s first arg must be str or a tuple of str, not %s"
              .formatted(function, affix.typeName()));
    }
    budget.scan(wanted.string().length());
    return start ? part.startsWith(wanted.string()) : part.endsWith(wanted.string());
  }

  private Text window(Bound bound) {
    return (Text)
        Slices.slice(text, bound.get(1, None.NONE), bound.get(2, None.NONE), null, budget);
  }

  private int find(Arguments arguments, boolean last) {
    Bound bound = FIND.bind(arguments);
    String wanted = bound.string(0);
    String part = bound.has(1) ? window(bound).string() : string;
    int offset = bound.has(1) ? start(bound.integer(1, 0)) : 0;
    int found =
        last
            ? TextSearch.lastIndexOf(part, wanted, part.length(), budget)
            : TextSearch.indexOf(part, wanted, 0, budget);
    return found < 0 ? -1 : offset + part.codePointCount(0, found);
  }

  private int start(int index) {
    return Math.max(0, index < 0 ? index + text.length() : index);
  }

  private Value index(Arguments arguments, boolean last) {
    int found = find(arguments, last);
    if (found < 0) {
      throw TemplateException.evaluation("substring not found");
    }
    return Int.of(found);
  }

  private Value count(Arguments arguments) {
    Bound bound = FIND.bind(arguments);
    String wanted = bound.string(0);
    String part = bound.has(1) ? window(bound).string() : string;
    if (wanted.isEmpty()) {
      return Int.of(part.codePointCount(0, part.length()) + 1L);
    }
    int count = 0;
    int found = TextSearch.indexOf(part, wanted, 0, budget);
    while (found >= 0) {
      count++;
      found = TextSearch.indexOf(part, wanted, found + wanted.length(), budget);
    }
    return Int.of(count);
  }
}
