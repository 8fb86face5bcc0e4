package llamajar.text.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import llamajar.text.grammar.Grammar;
import llamajar.text.grammar.GrammarException;
import llamajar.text.grammar.GrammarMatcher;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JsonSchemaTest {

  @Test
  void objectsHaveTheirPropertiesInOrder() {
    Grammar grammar =
        JsonSchema.compile(
            map(
                "properties",
                map("a", map("type", "integer"), "b", map("type", "boolean"), "c", map()),
                "required",
                List.of("b")));
    assertThat(accepted(grammar, "{\"a\":1,\"b\":true}", "{\"b\": false, \"c\": [1]}")).isTrue();
    assertThat(accepted(grammar, "{\n  \"a\": 1,\n  \"b\": true\n}", "{\"b\":true}")).isTrue();
    assertThat(
            rejected(
                grammar, "{}", "{\"b\":true,\"a\":1}", "{\"b\":true,}", "{\"b\":true,\"d\":1}"))
        .isTrue();
  }

  @Test
  void furtherPropertiesHaveOtherNames() {
    Grammar grammar =
        JsonSchema.compile(
            map(
                "properties",
                map("ab", map("type", "integer"), "\"", map("type", "null")),
                "additionalProperties",
                map("type", "string")));
    assertThat(
            accepted(
                grammar, "{}", "{\"ab\":1}", "{\"x\":\"1\"}", "{\"ab\":1,\"a\":\"\",\"abc\":\"\"}"))
        .isTrue();
    assertThat(
            rejected(
                grammar,
                "{\"ab\":\"1\"}",
                "{\"\\u0061b\":\"1\"}",
                "{\"\\\"\":\"1\"}",
                "{,\"x\":\"\"}"))
        .isTrue();
  }

  @Test
  void propertiesOfAnyNameCanBeCountedAndNamedByPattern() {
    Grammar counted =
        JsonSchema.compile(
            map(
                "type",
                "object",
                "minProperties",
                1,
                "maxProperties",
                2,
                "propertyNames",
                map("pattern", "^[a-z]+$")));
    assertThat(accepted(counted, "{\"a\":1}", "{\"a\":1,\"b\":2}")).isTrue();
    assertThat(rejected(counted, "{}", "{\"A\":1}", "{\"a\":1,\"b\":2,\"c\":3}")).isTrue();
    Grammar byPattern =
        JsonSchema.compile(
            map(
                "patternProperties",
                map("^x-", map("type", "null")),
                "additionalProperties",
                false));
    assertThat(accepted(byPattern, "{}", "{\"x-a\":null,\"x-\":null}")).isTrue();
    assertThat(rejected(byPattern, "{\"x\":null}", "{\"x-\":1}")).isTrue();
  }

  @Test
  void arraysHavePrefixesAndCounts() {
    Grammar grammar =
        JsonSchema.compile(
            map(
                "prefixItems",
                List.of(map("type", "null"), map("type", "boolean")),
                "items",
                map("type", "integer"),
                "minItems",
                1,
                "maxItems",
                4));
    assertThat(accepted(grammar, "[null]", "[null,true]", "[null, true, 1, 2]")).isTrue();
    assertThat(rejected(grammar, "[]", "[true]", "[null,1]", "[null,true,1,2,3]")).isTrue();
  }

  @Test
  void schemasAreJoinedAndChosen() {
    Grammar joined =
        JsonSchema.compile(
            map(
                "allOf",
                List.of(
                    map(
                        "properties", map("a", map("type", "number", "minimum", 3)),
                        "required", List.of("a")),
                    map("properties", map("a", map("type", "integer", "maximum", 5))),
                    map(
                        "anyOf",
                        List.of(map("required", List.of("a")), map("required", List.of("b")))))));
    assertThat(accepted(joined, "{\"a\":3}", "{\"a\":5}")).isTrue();
    assertThat(rejected(joined, "{\"a\":2}", "{\"a\":6}", "{\"a\":4.5}", "{}")).isTrue();
    Grammar filtered =
        JsonSchema.compile(
            map(
                "enum",
                listOf(1, "a", "bb", null),
                "type",
                List.of("string", "null"),
                "maxLength",
                1));
    assertThat(accepted(filtered, "\"a\"", "null")).isTrue();
    assertThat(rejected(filtered, "1", "\"bb\"")).isTrue();
    Grammar nullable = JsonSchema.compile(map("type", "boolean", "nullable", true));
    assertThat(accepted(nullable, "true", "null")).isTrue();
  }

  @Test
  void schemasMayReferToThemselves() {
    Grammar grammar =
        JsonSchema.compile(
            map(
                "$ref",
                "#/$defs/t%7Ee",
                "$defs",
                map("t~e", map("type", "array", "items", map("$ref", "#/$defs/t~0e")))));
    assertThat(accepted(grammar, "[]", "[[],[[]]]")).isTrue();
    assertThat(rejected(grammar, "[1]", "{}")).isTrue();
    assertThatThrownBy(() -> JsonSchema.compile(map("$ref", "#")))
        .isInstanceOf(GrammarException.class)
        .hasMessageContaining("matches no text");
    assertThatThrownBy(
            () -> JsonSchema.compile(map("allOf", List.of(map("$ref", "#"), map("type", "null")))))
        .hasMessageContaining("refers to itself");
  }

  @Test
  void stringsKeepToPatternsFormatsAndLengths() {
    Grammar pattern = JsonSchema.compile(map("pattern", "a\"|^[\\u00e9\\n]{2}$", "type", "string"));
    assertThat(accepted(pattern, "\"xa\\\"y\"", "\"é\\n\"")).isTrue();
    assertThat(rejected(pattern, "\"a\"", "\"é\"", "\"xé\\n\"")).isTrue();
    Grammar both = JsonSchema.compile(map("pattern", "^[a-z]+$", "minLength", 2, "maxLength", 3));
    assertThat(accepted(both, "\"ab\"", "\"abc\"")).isTrue();
    assertThat(rejected(both, "\"a\"", "\"abcd\"")).isTrue();
    Grammar counted = JsonSchema.compile(map("type", "string", "maxLength", 2));
    assertThat(accepted(counted, "\"\\ud83d\\ude00é\"", "\"\\u0041\\n\"")).isTrue();
    assertThat(rejected(counted, "\"abc\"", "\"\\ud83d\"")).isTrue();
    Map<String, List<String>> formats =
        Map.of(
            "date", List.of("2024-02-29", "2023-02-29"),
            "time", List.of("23:59:59.5+01:00", "24:00:00Z"),
            "ipv4", List.of("255.0.10.1", "256.0.0.1"),
            "ipv6", List.of("2001:db8::1", "1:2:3"),
            "email", List.of("a.b@c.de", "a@"),
            "uuid", List.of("123e4567-e89b-12d3-a456-426614174000", "123e4567"),
            "hostname", List.of("a-b.c", "-a"),
            "uri", List.of("https://a.b/c?d#e", "a b"),
            "duration", List.of("P1DT2H", "P"));
    formats.forEach((format, texts) -> {
      Grammar grammar = JsonSchema.compile(map("format", format));
      assertThat(accepted(grammar, "\"" + texts.get(0) + "\"")).as(format).isTrue();
      assertThat(rejected(grammar, "\"" + texts.get(1) + "\"")).as(format).isTrue();
    });
  }

  @Test
  void whatAGrammarCannotHoldIsRefusedByNameAndPlace() {
    refused(map("not", map()), "#/not: the keyword 'not'");
    refused(
        map("properties", map("a/b", map("uniqueItems", true))), "#/properties/a~1b/uniqueItems");
    refused(map("type", "text"), "#/type: there is no type 'text'");
    refused(map("format", "colour"), "#/format: the format 'colour' is not supported");
    refused(map("pattern", "(?=a)"), "#/pattern: pattern, character 3: looking ahead");
    refused(map("pattern", "a{1"), "a repetition is written");
    refused(map("$ref", "other.json"), "#/$ref: the reference 'other.json' leads elsewhere");
    refused(map("$ref", "#/$defs/x"), "there is nothing at '#/$defs/x'");
    refused(map("minLength", -1), "#/minLength: a whole number from 0 on");
    refused(map("required", "a"), "#/required: a list was expected");
    refused(
        map("oneOf", List.of(map("type", "integer"), map("type", "number"))),
        "#/oneOf/1: a value could be of this schema and of #/oneOf/0");
    refused(map("multipleOf", 0.3), "#/multipleOf: multipleOf 0.3 is not supported");
    refused(7, "#: a schema must be an object, true or false");
    refused(false, "matches no text");
    refused(map("type", "string", "maxLength", 1_000_000_000), "too large");
  }

  @Test
  void deepSchemasAreRefusedWithoutOverflow() {
    Object schema = map();
    for (int i = 0; i < 100_000; i++) {
      schema = map("items", schema);
    }
    Object deep = schema;
    assertThatThrownBy(() -> JsonSchema.compile(deep)).hasMessageContaining("nested more than");
  }

  @Property(tries = 150)
  void integersLieInTheirRangeExactly(@ForAll long seed) {
    Random random = new Random(seed);
    int low = random.nextInt(2_400) - 1_200;
    int high = low + random.nextInt(random.nextBoolean() ? 30 : 2_000);
    Map<String, Object> schema = map("type", "integer");
    boolean hasLow = random.nextInt(4) > 0;
    boolean hasHigh = !hasLow || random.nextInt(4) > 0;
    if (hasLow) {
      schema.put("minimum", low);
    }
    if (hasHigh) {
      schema.put("exclusiveMaximum", high + 0.5);
    }
    Grammar grammar = JsonSchema.compile(schema);
    for (int i = -1_300; i <= 3_400; i += 1 + random.nextInt(9)) {
      assertThat(accepted(grammar, String.valueOf(i)))
          .as("%d in %s", i, schema)
          .isEqualTo((!hasLow || i >= low) && (!hasHigh || i <= high));
    }
    for (int bound : new int[] {low - 1, low, high, high + 1}) {
      assertThat(accepted(grammar, String.valueOf(bound)))
          .isEqualTo((!hasLow || bound >= low) && (!hasHigh || bound <= high));
    }
  }

  @Property(tries = 200)
  void decimalsLieInTheirRangeExactly(@ForAll long seed) {
    Random random = new Random(seed);
    BigDecimal low = decimal(random);
    BigDecimal high = low.add(decimal(random).abs()).add(new BigDecimal("0.01"));
    boolean open = random.nextBoolean();
    Grammar grammar =
        JsonSchema.compile(
            open
                ? map("type", "number", "exclusiveMinimum", low, "exclusiveMaximum", high)
                : map("type", "number", "minimum", low, "maximum", high));
    List<BigDecimal> values = new ArrayList<>(List.of(low, high));
    BigDecimal step = new BigDecimal("0.001");
    for (BigDecimal bound : List.of(low, high)) {
      values.add(bound.add(step));
      values.add(bound.subtract(step));
      values.add(bound.setScale(5));
    }
    for (int i = 0; i < 40; i++) {
      values.add(decimal(random));
    }
    for (BigDecimal value : values) {
      int toLow = value.compareTo(low);
      int toHigh = value.compareTo(high);
      boolean expected = open ? toLow > 0 && toHigh < 0 : toLow >= 0 && toHigh <= 0;
      assertThat(accepted(grammar, value.toPlainString()))
          .as("%s in %s to %s, open %s", value, low, high, open)
          .isEqualTo(expected);
    }
  }

  @Test
  void multiplesLeaveNoRest() {
    Grammar sevens = JsonSchema.compile(map("type", "integer", "multipleOf", 7));
    for (int i = -500; i < 500; i++) {
      assertThat(accepted(sevens, String.valueOf(i))).isEqualTo(i % 7 == 0);
    }
    Grammar cents = JsonSchema.compile(map("type", "number", "multipleOf", new BigDecimal("0.01")));
    assertThat(accepted(cents, "1.25", "-3", "0.5")).isTrue();
    assertThat(rejected(cents, "1.255")).isTrue();
  }

  private static BigDecimal decimal(Random random) {
    int scale = random.nextInt(4);
    return BigDecimal.valueOf(random.nextInt(4_000) - 2_000, scale);
  }

  private static void refused(Object schema, String message) {
    assertThatThrownBy(() -> JsonSchema.compile(schema))
        .isInstanceOf(GrammarException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("\n");
  }

  private static boolean accepted(Grammar grammar, String... texts) {
    return List.of(texts).stream().allMatch(text -> isAccepted(grammar, text));
  }

  private static boolean rejected(Grammar grammar, String... texts) {
    return List.of(texts).stream().noneMatch(text -> isAccepted(grammar, text));
  }

  private static boolean isAccepted(Grammar grammar, String text) {
    GrammarMatcher matcher = grammar.matcher();
    return matcher.accept(text) && matcher.isComplete();
  }

  private static List<@Nullable Object> listOf(@Nullable Object... values) {
    return new ArrayList<>(java.util.Arrays.asList(values));
  }

  private static Map<String, Object> map(Object... namesAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      map.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return map;
  }
}
