package llamajar.text.schema;

import static llamajar.text.grammar.Expression.choice;
import static llamajar.text.grammar.Expression.optional;
import static llamajar.text.grammar.Expression.sequence;
import static llamajar.text.grammar.Expression.text;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import llamajar.text.grammar.Expression;
import llamajar.text.grammar.Expression.Repeat;
import llamajar.text.grammar.Expression.Rule;
import llamajar.text.grammar.GrammarBuilder;
import org.jspecify.annotations.Nullable;

/// Objects: `properties`, `required`, `additionalProperties`, `patternProperties`, `propertyNames`,
/// `minProperties`, `maxProperties`.
final class ObjectRules {
  private final SchemaCompiler compiler;
  private final GrammarBuilder builder;

  ObjectRules(SchemaCompiler compiler, GrammarBuilder builder) {
    this.compiler = compiler;
    this.builder = builder;
  }

  Expression objects(Keywords schema) {
    Map<String, Place> properties = properties(schema);
    Set<String> required = required(schema);
    Expression further = further(schema, properties);
    List<Expression> members = new ArrayList<>();
    List<Boolean> mustBe = new ArrayList<>();
    for (Map.Entry<String, Place> property : properties.entrySet()) {
      boolean needed = required.remove(property.getKey());
      if (Boolean.FALSE.equals(property.getValue().value())) {
        if (needed) {
          return Expression.NOTHING;
        }
        continue;
      }
      members.add(member(property.getKey(), compiler.rule(property.getValue())));
      mustBe.add(needed);
    }
    for (String name : required) {
      Rule value = requiredValue(schema, name);
      if (value == null) {
        return Expression.NOTHING;
      }
      members.add(member(name, value));
      mustBe.add(true);
    }
    Expression rest = furtherMembers(schema, further, mustBe);
    return sequence(text("{"), JsonSyntax.BREAK, inOrder(schema, members, mustBe, rest), text("}"));
  }

  private static Map<String, Place> properties(Keywords schema) {
    Map<String, Place> properties = new LinkedHashMap<>();
    Place place = schema.at("properties");
    if (place != null) {
      place
          .map("an object with a schema for each property was expected")
          .forEach((name, value) -> properties.put(name, place.inside(name, value)));
    }
    return properties;
  }

  private static Set<String> required(Keywords schema) {
    Set<String> required = new LinkedHashSet<>();
    Place place = schema.at("required");
    if (place != null) {
      place.elements().forEach(name -> required.add(name.text()));
    }
    return required;
  }

  /// The value of a property that is required and not described; null if it can't be.
  private @Nullable Rule requiredValue(Keywords schema, String name) {
    Place pattern = schema.at("patternProperties");
    if (pattern != null) {
      throw schema.problem(
          "required",
          "'%s' is described by patternProperties only; describe it in properties".formatted(name));
    }
    Place additional = schema.at("additionalProperties");
    if (additional == null) {
      return compiler.syntax().value;
    }
    return Boolean.FALSE.equals(additional.value()) ? null : compiler.rule(additional);
  }

  private static Expression member(String name, Expression value) {
    return sequence(text("\"" + JsonSyntax.escaped(name) + "\""), JsonSyntax.COLON, value);
  }

  /// One member that `properties` does not name; null if there is none.
  private @Nullable Expression further(Keywords schema, Map<String, Place> properties) {
    Place patterns = schema.at("patternProperties");
    Place additional = schema.at("additionalProperties");
    Place names = schema.at("propertyNames");
    boolean closed = additional != null && Boolean.FALSE.equals(additional.value());
    if (patterns != null) {
      if (additional != null && !closed) {
        throw additional.problem(
            "beside patternProperties, only additionalProperties: false is supported");
      }
      if (!properties.isEmpty() || names != null) {
        throw patterns.problem(
            "patternProperties beside properties or propertyNames is not supported");
      }
      return byPattern(patterns);
    }
    if (closed || (additional == null && schema.at("properties") != null)) {
      return null;
    }
    Rule value = additional == null ? compiler.syntax().value : compiler.rule(additional);
    if (names != null) {
      if (!properties.isEmpty()) {
        throw names.problem("propertyNames beside properties is not supported");
      }
      return sequence(compiler.names(names), JsonSyntax.COLON, value);
    }
    Expression name =
        properties.isEmpty()
            ? compiler.syntax().string
            : JsonSyntax.quoted(new OtherNames(builder).than(properties.keySet(), schema));
    return sequence(name, JsonSyntax.COLON, value);
  }

  private @Nullable Expression byPattern(Place patterns) {
    List<Expression> members = new ArrayList<>();
    Map<String, @Nullable Object> map =
        patterns.map("an object with a schema for each pattern was expected");
    if (map.size() > 1) {
      throw patterns.problem(
          "several patterns are not supported, as a name may match more than one; use one");
    }
    map.forEach((pattern, schema) -> {
      Place place = patterns.inside(pattern, schema);
      if (!Boolean.FALSE.equals(schema)) {
        Place source = new Place(pattern, place.pointer(), place.depth());
        Expression name = JsonSyntax.escaped(new PatternParser(source).parse());
        members.add(sequence(JsonSyntax.quoted(name), JsonSyntax.COLON, compiler.rule(place)));
      }
    });
    return members.isEmpty() ? null : choice(members);
  }

  /// All further members, each with the comma in front of it; refuses counts that can't be kept.
  private static Expression furtherMembers(
      Keywords schema, @Nullable Expression further, List<Boolean> mustBe) {
    long needed = mustBe.stream().filter(must -> must).count();
    int least = schema.count("minProperties", 0);
    int most = schema.count("maxProperties", Repeat.UNBOUNDED);
    boolean tooFewPossible = needed < least;
    boolean tooManyPossible = most != Repeat.UNBOUNDED && (further != null || mustBe.size() > most);
    boolean named = !mustBe.isEmpty();
    if (named && (tooFewPossible || tooManyPossible)) {
      throw schema.problem(
          tooFewPossible ? "minProperties" : "maxProperties",
          "beside properties or required it is not supported");
    }
    if (further == null) {
      return least > mustBe.size() ? Expression.NOTHING : Expression.EMPTY;
    }
    Expression next = sequence(JsonSyntax.COMMA, further);
    if (named) {
      return Expression.atLeast(0, next);
    }
    if (most == 0 || (most != Repeat.UNBOUNDED && most < least)) {
      return most == 0 && least == 0 ? Expression.EMPTY : Expression.NOTHING;
    }
    Expression others =
        new Repeat(
            next, Math.max(0, least - 1), most == Repeat.UNBOUNDED ? Repeat.UNBOUNDED : most - 1);
    Expression all = sequence(further, others, JsonSyntax.BREAK);
    return least == 0 ? optional(all) : all;
  }

  /// Members in order. From each on there are two rules: what may come if none has come yet, and if
  /// one has, so that a comma is in front.
  private Expression inOrder(
      Keywords schema, List<Expression> members, List<Boolean> mustBe, Expression rest) {
    if (members.isEmpty()) {
      return rest;
    }
    String where = schema.place().pointer();
    Expression later = sequence(rest, JsonSyntax.BREAK);
    Expression first = mustBe.contains(true) ? Expression.NOTHING : firstFurther(rest);
    for (int i = members.size() - 1; i >= 0; i--) {
      Expression member = builder.rule(where + ", member", members.get(i));
      Rule after = builder.rule(where + ", after member", later);
      Expression now = sequence(member, after);
      Expression followed = sequence(JsonSyntax.COMMA, member, after);
      if (mustBe.get(i)) {
        first = now;
        later = followed;
      } else {
        Rule without = builder.rule(where + ", without member", first);
        first = choice(now, without);
        later = choice(followed, after);
      }
    }
    return first;
  }

  /// No named member, but perhaps further ones: these without the first comma.
  private static Expression firstFurther(Expression rest) {
    if (rest instanceof Repeat(Expression.Sequence next, int _, int _)) {
      Expression further = next.parts().getLast();
      return optional(sequence(further, rest, JsonSyntax.BREAK));
    }
    return Expression.EMPTY;
  }
}
