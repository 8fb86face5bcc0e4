package llamajar.text.schema;

import static llamajar.text.grammar.Expression.choice;
import static llamajar.text.grammar.Expression.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import llamajar.text.grammar.Expression;
import llamajar.text.grammar.Expression.Rule;
import llamajar.text.grammar.Grammar;
import llamajar.text.grammar.GrammarBuilder;
import llamajar.text.grammar.GrammarMatcher;
import org.jspecify.annotations.Nullable;

/// Makes a rule of each schema.
final class SchemaCompiler {
  private final @Nullable Object root;
  private final Alternatives alternatives;
  private final GrammarBuilder builder;
  private final JsonSyntax syntax;
  private final ObjectRules objects;
  private final ArrayRules arrays;
  private final StringRules strings;
  private final NumberRules numbers;
  private final Map<String, Rule> rules = new HashMap<>();

  SchemaCompiler(@Nullable Object root, GrammarBuilder builder) {
    this.root = root;
    this.builder = builder;
    alternatives = new Alternatives(root, this::membership);
    syntax = new JsonSyntax(builder);
    objects = new ObjectRules(this, builder);
    arrays = new ArrayRules(this);
    strings = new StringRules(syntax, builder.rule("any character", JsonSyntax.CHARACTER));
    numbers = new NumberRules(builder);
  }

  JsonSyntax syntax() {
    return syntax;
  }

  /// The rule of a schema's values.
  Rule rule(Place schema) {
    Rule known = rules.get(schema.pointer());
    if (known == null) {
      known = builder.declare(schema.pointer());
      rules.put(schema.pointer(), known);
      builder.define(known, values(schema));
    }
    return known;
  }

  /// The names that `propertyNames` allows, as strings.
  Expression names(Place schema) {
    List<Expression> ways = new ArrayList<>();
    for (Keywords keywords : alternatives.of(schema)) {
      Set<String> types = Types.of(keywords);
      if (keywords.hasAny("enum")) {
        for (Object value : kept(keywords)) {
          if (value instanceof String) {
            ways.add(Literals.expression(value));
          }
        }
      } else if (types.contains("string")) {
        ways.add(strings.strings(keywords));
      }
    }
    return choice(ways);
  }

  private Expression values(Place schema) {
    Place target = alternatives.onlyReference(schema);
    if (target != null) {
      return rule(target);
    }
    List<Place> choices = alternatives.onlyChoices(schema);
    if (choices != null) {
      List<Expression> ways = new ArrayList<>();
      choices.forEach(place -> ways.add(rule(place)));
      return choice(ways);
    }
    List<Expression> ways = new ArrayList<>();
    for (Keywords keywords : alternatives.of(schema)) {
      ways.add(values(keywords));
    }
    return choice(ways);
  }

  private Expression values(Keywords schema) {
    if (schema.hasAny("enum")) {
      return choice(kept(schema).stream().map(Literals::expression).toList());
    }
    List<Expression> ways = new ArrayList<>();
    Set<String> types = Types.of(schema);
    if (types.containsAll(Types.ALL) && !schema.hasAny(Types.KEYWORDS)) {
      return syntax.value;
    }
    for (String type : types) {
      ways.add(
          switch (type) {
            case "object" -> schema.hasAny(Types.OBJECT) ? objects.objects(schema) : syntax.object;
            case "array" -> schema.hasAny(Types.ARRAY) ? arrays.arrays(schema) : syntax.array;
            case "string" -> strings.strings(schema);
            case "number" -> numbers.numbers(schema);
            case "integer" -> numbers.integers(schema);
            case "boolean" -> choice(text("true"), text("false"));
            default -> text("null");
          });
    }
    return choice(ways);
  }

  /// The values of `enum` that the other keywords allow.
  private List<@Nullable Object> kept(Keywords schema) {
    List<@Nullable Object> kept = new ArrayList<>();
    Place values = schema.at("enum");
    if (values != null) {
      Map<String, Place> others = new HashMap<>(schema.places());
      others.remove("enum");
      Predicate<@Nullable Object> allowed = membership(new Keywords(schema.place(), others));
      values.elements().stream().map(Place::value).filter(allowed).forEach(kept::add);
    }
    return kept;
  }

  /// Which values are of a schema: asked of a grammar of its own, unless their types tell.
  private Predicate<@Nullable Object> membership(Keywords schema) {
    Place listed = schema.at("enum");
    if (listed != null) {
      List<@Nullable Object> kept = kept(schema);
      return value -> kept.stream().anyMatch(each -> Literals.same(each, value));
    }
    Set<String> types = Types.of(schema);
    Predicate<@Nullable Object> byType =
        value -> !Types.both(types, Set.of(Literals.type(value))).isEmpty();
    if (!schema.hasAny(Types.KEYWORDS)) {
      return byType;
    }
    GrammarBuilder trial = new GrammarBuilder();
    Expression values = new SchemaCompiler(root, trial).values(schema);
    Rule start = trial.rule("trial", choice(text(" "), values));
    Grammar grammar = trial.build(start);
    return byType.and(value -> {
      GrammarMatcher matcher = grammar.matcher();
      return matcher.accept(Literals.compact(value)) && matcher.isComplete();
    });
  }
}
