package llamajar.text.schema;

import static llamajar.text.grammar.Expression.optional;
import static llamajar.text.grammar.Expression.sequence;
import static llamajar.text.grammar.Expression.text;

import java.util.ArrayList;
import java.util.List;
import llamajar.text.grammar.Expression;
import llamajar.text.grammar.Expression.Repeat;
import llamajar.text.grammar.Expression.Rule;
import org.jspecify.annotations.Nullable;

/// Arrays: `prefixItems`, `items`, `minItems`, `maxItems`; `items` with a list and
/// `additionalItems` as in older drafts.
final class ArrayRules {
  private static final int MOST_PREFIXES = 200;

  private final SchemaCompiler compiler;

  ArrayRules(SchemaCompiler compiler) {
    this.compiler = compiler;
  }

  Expression arrays(Keywords schema) {
    Place prefix = schema.at("prefixItems");
    Place items = schema.at("items");
    if (items != null && items.value() instanceof List) {
      if (prefix != null) {
        throw items.problem("a list beside prefixItems; give one schema for the other items");
      }
      prefix = items;
      items = schema.at("additionalItems");
    }
    List<Place> prefixes = prefix == null ? List.of() : prefix.elements();
    if (prefixes.size() > MOST_PREFIXES) {
      throw schema.problem(
          "prefixItems", "more than %d are not supported".formatted(MOST_PREFIXES));
    }
    int least = schema.count("minItems", 0);
    int most = schema.count("maxItems", Repeat.UNBOUNDED);
    Rule further = further(items);
    if (further == null && (most == Repeat.UNBOUNDED || most > prefixes.size())) {
      most = prefixes.size();
    }
    if (most != Repeat.UNBOUNDED && least > most) {
      return Expression.NOTHING;
    }
    List<Rule> rules = new ArrayList<>();
    for (Place place : prefixes) {
      if (most == Repeat.UNBOUNDED || rules.size() < most) {
        rules.add(compiler.rule(place));
      }
    }
    return sequence(text("["), JsonSyntax.BREAK, elements(rules, further, least, most), text("]"));
  }

  private @Nullable Rule further(@Nullable Place items) {
    if (items == null) {
      return compiler.syntax().value;
    }
    return Boolean.FALSE.equals(items.value()) ? null : compiler.rule(items);
  }

  /// The elements with the white space behind them.
  private static Expression elements(
      List<Rule> prefixes, @Nullable Rule further, int least, int most) {
    int given = prefixes.size();
    Expression rest = Expression.EMPTY;
    if (further != null && (most == Repeat.UNBOUNDED || most > given)) {
      // Without prefixes, the first of them has no comma.
      int before = Math.max(given, 1);
      Expression next = sequence(JsonSyntax.COMMA, further);
      int othersMost = most == Repeat.UNBOUNDED ? Repeat.UNBOUNDED : most - before;
      rest = new Repeat(next, Math.max(0, least - before), othersMost);
      if (given == 0) {
        Expression all = sequence(further, rest, JsonSyntax.BREAK);
        return least == 0 ? optional(all) : all;
      }
    }
    for (int i = given - 1; i >= 0; i--) {
      Expression part =
          sequence(i == 0 ? Expression.EMPTY : JsonSyntax.COMMA, prefixes.get(i), rest);
      if (i == 0) {
        part = sequence(part, JsonSyntax.BREAK);
      }
      rest = i >= least ? optional(part) : part;
    }
    return rest;
  }
}
