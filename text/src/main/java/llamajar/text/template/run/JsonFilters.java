package llamajar.text.template.run;

import java.util.List;
import llamajar.text.template.guard.Budget;
import llamajar.text.template.guard.TemplateException;
import llamajar.text.template.value.Bound;
import llamajar.text.template.value.Iteration;
import llamajar.text.template.value.JsonReader;
import llamajar.text.template.value.JsonStyle;
import llamajar.text.template.value.JsonWriter;
import llamajar.text.template.value.Printer;
import llamajar.text.template.value.Signature;
import llamajar.text.template.value.Text;
import llamajar.text.template.value.Undefined;
import llamajar.text.template.value.Value;
import org.jspecify.annotations.Nullable;

/// Filters that write and read JSON.
final class JsonFilters {
  private static final Signature TO_JSON =
      Signature.of("tojson", 0, "ensure_ascii", "indent", "separators", "sort_keys");

  private static final int MAX_INDENT = 100;

  private JsonFilters() {}

  /// A filter, or null if there is none of that name here.
  static @Nullable Filter named(String name) {
    return switch (name) {
      case "tojson" -> (input, arguments, r) -> toJson(input, TO_JSON.bind(arguments), r.budget());
      case "from_json", "fromjson" ->
          (input, arguments, r) -> JsonReader.read(Printer.text(input, r.budget()), r.budget());
      case "pprint" -> (input, arguments, r) -> new Text(PrettyPrinter.print(input, r.budget()));
      default -> null;
    };
  }

  /// An attribute that is missing is null, because templates write what messages may lack; a
  /// variable that is missing is a mistake.
  private static Value toJson(Value input, Bound bound, Budget budget) {
    if (input instanceof Undefined undefined && undefined.isVariable()) {
      throw TemplateException.evaluation(
          "%s and can't be written as JSON".formatted(undefined.problem()));
    }
    return new Text(JsonWriter.write(input, style(bound, budget), budget));
  }

  private static JsonStyle style(Bound bound, Budget budget) {
    String indent = bound.hasValue(1) ? indent(bound) : null;
    String itemSeparator = indent == null ? ", " : ",";
    String keySeparator = ": ";
    if (bound.hasValue(2)) {
      List<Value> pair = Iteration.list(bound.get(2), budget);
      if (pair.size() != 2) {
        throw TemplateException.evaluation("tojson() wants two separators");
      }
      itemSeparator = Printer.text(pair.get(0), budget);
      keySeparator = Printer.text(pair.get(1), budget);
    }
    return new JsonStyle(
        indent, itemSeparator, keySeparator, bound.truth(3, false), bound.truth(0, false));
  }

  private static String indent(Bound bound) {
    if (bound.get(1) instanceof Text text) {
      return text.string();
    }
    int width = bound.integer(1, 0);
    if (width > MAX_INDENT) {
      throw TemplateException.limit("an indent of more than %d characters".formatted(MAX_INDENT));
    }
    return " ".repeat(Math.max(0, width));
  }
}
