package llamajar.text.answer;

import static llamajar.text.answer.Spaces.GAP;
import static llamajar.text.grammar.Expression.choice;
import static llamajar.text.grammar.Expression.optional;
import static llamajar.text.grammar.Expression.sequence;
import static llamajar.text.grammar.Expression.text;

import java.util.List;
import java.util.function.Function;
import llamajar.text.grammar.Expression;
import llamajar.text.grammar.Expression.UpTo;
import llamajar.text.grammar.Expression.Without;
import llamajar.text.grammar.Grammar;
import llamajar.text.grammar.GrammarBuilder;

/// What a model may write, in its own format, when its answer is held to something: thoughts stay
/// free, the rest is not. Texts have control tokens spelled if [AnswerFormat#readsControlTokens].
///
/// @param format how the model writes answers
/// @param startsInReasoning whether the prompt ended with the tag that opens its thoughts
public record AnswerGrammar(AnswerFormat format, boolean startsInReasoning) {
  /// Answers whose content is held to a rule, without calls.
  ///
  /// @param rule makes it in the builder that it is given
  /// @throws llamajar.text.grammar.GrammarException if that fails, or nothing is of the rule
  public Grammar content(Function<GrammarBuilder, ? extends Expression> rule) {
    GrammarBuilder builder = new GrammarBuilder();
    return built(builder, framed(rule.apply(builder)));
  }

  /// Answers that are calls of tools.
  ///
  /// @param tools those that may be called
  /// @param several whether there may be more than one call
  /// @throws llamajar.text.grammar.GrammarException if a strict tool's schema can't be held
  /// @throws IllegalArgumentException if the format has no calls
  public Grammar calls(List<DeclaredTool> tools, boolean several) {
    GrammarBuilder builder = new GrammarBuilder();
    return built(builder, onlyCalls(new CallGrammar(format.calls(), tools, several, builder)));
  }

  /// Answers that are calls of tools, or whose content is held to a rule.
  ///
  /// @throws llamajar.text.grammar.GrammarException as [#content] and [#calls]
  /// @throws IllegalArgumentException if the format has no calls
  public Grammar contentOrCalls(
      Function<GrammarBuilder, ? extends Expression> rule,
      List<DeclaredTool> tools,
      boolean several) {
    GrammarBuilder builder = new GrammarBuilder();
    Expression calls = onlyCalls(new CallGrammar(format.calls(), tools, several, builder));
    return built(builder, choice(calls, framed(rule.apply(builder))));
  }

  /// Whether calls can be told from text, so that one can be held and the other left free.
  public boolean tellsCalls() {
    return format.calls() != ToolCallFormat.NONE;
  }

  /// Answers in which everything is free but calls, which name one of the tools and have its
  /// arguments.
  ///
  /// @throws llamajar.text.grammar.GrammarException as [#calls]
  /// @throws IllegalArgumentException unless [#tellsCalls]
  public Grammar textOrCalls(List<DeclaredTool> tools, boolean several) {
    if (!tellsCalls()) {
      throw new IllegalArgumentException("nothing tells calls of %s from text".formatted(format));
    }
    GrammarBuilder builder = new GrammarBuilder();
    CallGrammar calls = new CallGrammar(format.calls(), tools, several, builder);
    Expression free =
        switch (format.calls()) {
          case FUNCTIONARY ->
              choice(
                  sequence(text("all\n"), freeUntil(List.of(">>>"), calls.rest())), calls.rest());
          case LLAMA -> choice(sequence(GAP, text("{"), calls.rest()), OtherThanCalls.of(tools));
          case NONE,
              HERMES,
              XML_PARAMETERS,
              GLM,
              MISTRAL,
              DEEPSEEK,
              DEEPSEEK_DSML,
              FUNCTION_TAG,
              COMMAND_R,
              COMMAND_A,
              HARMONY,
              KIMI,
              FUNCTOOLS,
              LIST_TAG,
              LIST_TOKEN ->
              freeUntil(calls.openers(), calls.rest());
        };
    return built(builder, free);
  }

  private Grammar built(GrammarBuilder builder, Expression answer) {
    return builder.build(builder.rule("answer", afterThoughts(answer)));
  }

  /// What stands around content.
  private Expression framed(Expression content) {
    return switch (format.calls()) {
      case HARMONY ->
          sequence(
              optional(harmonyThought()),
              text("<|channel|>final"),
              optional(text(" <|constrain|>json")),
              text("<|message|>"),
              content);
      case COMMAND_A ->
          choice(content, sequence(text("<|START_RESPONSE|>"), content, text("<|END_RESPONSE|>")));
      case FUNCTIONARY -> sequence(text("all\n"), content);
      case NONE,
          HERMES,
          XML_PARAMETERS,
          GLM,
          LLAMA,
          MISTRAL,
          DEEPSEEK,
          DEEPSEEK_DSML,
          FUNCTION_TAG,
          COMMAND_R,
          KIMI,
          FUNCTOOLS,
          LIST_TAG,
          LIST_TOKEN ->
          content;
    };
  }

  private Expression onlyCalls(CallGrammar calls) {
    Expression forced = sequence(calls.lead(), choice(texts(calls.openers())), calls.rest());
    return format.calls() == ToolCallFormat.HARMONY
        ? sequence(optional(harmonyThought()), forced)
        : forced;
  }

  private static Expression freeUntil(List<String> openers, Expression rest) {
    return choice(new Without(openers), sequence(new UpTo(openers), rest));
  }

  private static List<Expression> texts(List<String> texts) {
    return texts.stream().map(Expression::text).toList();
  }

  private Expression afterThoughts(Expression rest) {
    ReasoningTags tags = format.reasoning();
    if (!tags.present()) {
      return rest;
    }
    Expression end = sequence(new UpTo(List.of(tags.close())), GAP);
    return startsInReasoning
        ? sequence(end, rest)
        : sequence(optional(sequence(GAP, text(tags.open()), end)), rest);
  }

  private static Expression harmonyThought() {
    return sequence(
        text("<|channel|>analysis<|message|>"),
        new UpTo(List.of("<|end|>")),
        text("<|start|>assistant"));
  }
}
