package llamajar.text.template.syntax;

import java.util.List;
import llamajar.text.template.syntax.Expression.Call;
import llamajar.text.template.syntax.Expression.FilterCall;
import org.jspecify.annotations.Nullable;

/// Something that prints, or changes what is printed.
public sealed interface Statement {
  /// Text outside of tags.
  record Data(String text) implements Statement {}

  /// `{{ value }}`.
  record Print(Expression value, int line) implements Statement {}

  /// `{% if %}`.
  record If(List<Branch> branches, List<Statement> otherwise) implements Statement {}

  /// `{% for target in items if condition %}`.
  record For(
      Target target,
      Expression items,
      @Nullable Expression condition,
      List<Statement> body,
      List<Statement> otherwise,
      boolean recursive,
      int line)
      implements Statement {}

  /// `{% set target = value %}`.
  record Set(Target target, Expression value, int line) implements Statement {}

  /// `{% set target %}...{% endset %}`.
  record SetBlock(Target target, List<FilterCall> filters, List<Statement> body, int line)
      implements Statement {}

  /// `{% macro name(parameters) %}`.
  ///
  /// @param special which of `varargs`, `kwargs` and `caller` it uses
  record Macro(
      String name,
      List<Parameter> parameters,
      java.util.Set<String> special,
      List<Statement> body,
      int line)
      implements Statement {}

  /// `{% call(parameters) macro(arguments) %}`.
  record CallBlock(List<Parameter> parameters, Call call, List<Statement> body, int line)
      implements Statement {}

  /// `{% filter name %}`.
  record FilterBlock(List<FilterCall> filters, List<Statement> body, int line)
      implements Statement {}

  /// A part with variables of its own: `{% with %}`, `{% generation %}`, `{% block %}`.
  record Scoped(List<Target> targets, List<Expression> values, List<Statement> body, int line)
      implements Statement {}

  /// `{% break %}`.
  record Break() implements Statement {}

  /// `{% continue %}`.
  record Continue() implements Statement {}

  /// A tag that needs other files, which templates of models don't have.
  record NeedsFile(String tag, int line) implements Statement {}

  /// `{% if condition %}` or `{% elif condition %}` with what follows.
  record Branch(Expression condition, List<Statement> body, int line) {}

  /// A parameter of a macro, with the value it has if none is given.
  record Parameter(String name, @Nullable Expression otherwise) {}

  /// What is assigned to.
  sealed interface Target {
    /// A variable.
    record Variable(String name) implements Target {}

    /// An attribute of a namespace.
    record NamespaceAttribute(String namespace, String attribute) implements Target {}

    /// Several, one for each element.
    record Several(List<Target> targets) implements Target {}
  }
}
