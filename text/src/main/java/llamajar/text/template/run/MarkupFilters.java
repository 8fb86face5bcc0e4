package llamajar.text.template.run;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import llamajar.text.template.guard.Budget;
import llamajar.text.template.guard.TemplateException;
import llamajar.text.template.value.Arguments;
import llamajar.text.template.value.DictMethods;
import llamajar.text.template.value.DictValue;
import llamajar.text.template.value.Iteration;
import llamajar.text.template.value.ListValue;
import llamajar.text.template.value.None;
import llamajar.text.template.value.Printer;
import llamajar.text.template.value.Signature;
import llamajar.text.template.value.Text;
import llamajar.text.template.value.Undefined;
import llamajar.text.template.value.Value;
import org.jspecify.annotations.Nullable;

/// Filters for HTML and URLs.
final class MarkupFilters {
  private static final Signature XML = Signature.of("xmlattr", 0, "autospace");

  private MarkupFilters() {}

  /// A filter, or null if there is none of that name here.
  static @Nullable Filter named(String name) {
    return switch (name) {
      case "e", "escape", "forceescape" ->
          (input, arguments, r) -> new Text(escaped(Printer.text(input, r.budget()), r.budget()));
      case "striptags" ->
          (input, arguments, r) -> stripped(Printer.text(input, r.budget()), r.budget());
      case "urlencode" -> (input, arguments, r) -> encoded(input, r.budget());
      case "xmlattr" -> MarkupFilters::attributes;
      default -> null;
    };
  }

  private static String escaped(String text, Budget budget) {
    budget.allocate(5L * text.length());
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&#34;")
        .replace("'", "&#39;");
  }

  private static Value stripped(String text, Budget budget) {
    budget.allocate(3L * text.length());
    String plain = withoutParts(withoutParts(text, "<!--", "-->"), "<", ">");
    String joined = String.join(" ", plain.strip().split("\\s+"));
    return new Text(
        joined
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&#34;", "\"")
            .replace("&#39;", "'")
            .replace("&nbsp;", "\u00A0")
            .replace("&amp;", "&"));
  }

  private static String withoutParts(String text, String open, String close) {
    StringBuilder out = new StringBuilder();
    int at = 0;
    int start = text.indexOf(open);
    while (start >= 0) {
      int end = text.indexOf(close, start + open.length());
      if (end < 0) {
        break;
      }
      out.append(text, at, start);
      at = end + close.length();
      start = text.indexOf(open, at);
    }
    return out.append(text, at, text.length()).toString();
  }

  private static Value encoded(Value input, Budget budget) {
    if (input instanceof Text || !Iteration.isIterable(input)) {
      return new Text(quoted(Printer.text(input, budget), budget).replace("%2F", "/"));
    }
    List<String> parts = new ArrayList<>();
    Value pairs =
        input instanceof DictValue dict ? new ListValue(DictMethods.items(dict, budget)) : input;
    for (Value item : Iteration.list(pairs, budget)) {
      List<Value> pair = Iteration.list(item, budget);
      if (pair.size() != 2) {
        throw TemplateException.evaluation("urlencode wants pairs of key and value");
      }
      String key = quoted(Printer.text(pair.get(0), budget), budget);
      String value = quoted(Printer.text(pair.get(1), budget), budget);
      parts.add((key + "=" + value).replace("%20", "+"));
    }
    return new Text(String.join("&", parts));
  }

  private static String quoted(String text, Budget budget) {
    budget.allocate(9L * text.length());
    return URLEncoder.encode(text, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace("%7E", "~");
  }

  private static Value attributes(Value input, Arguments arguments, Rendering rendering) {
    Budget budget = rendering.budget();
    if (!(input instanceof DictValue dict)) {
      throw TemplateException.evaluation("xmlattr wants a mapping");
    }
    List<String> parts = new ArrayList<>();
    for (DictValue.Entry entry : dict.entries()) {
      if (entry.value() instanceof None || entry.value() instanceof Undefined) {
        continue;
      }
      String key = Printer.text(entry.key(), budget);
      if (key.matches("(?s).*[\\s/>=].*")) {
        throw TemplateException.evaluation("invalid character in attribute name: " + key);
      }
      String value = escaped(Printer.text(entry.value(), budget), budget);
      parts.add("%s=\"%s\"".formatted(escaped(key, budget), value));
    }
    boolean space = XML.bind(arguments).truth(0, true) && !parts.isEmpty();
    return new Text((space ? " " : "") + String.join(" ", parts));
  }
}
