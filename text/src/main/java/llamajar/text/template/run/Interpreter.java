package llamajar.text.template.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import llamajar.text.template.guard.Budget;
import llamajar.text.template.guard.TemplateException;
import llamajar.text.template.syntax.Expression;
import llamajar.text.template.syntax.Statement;
import llamajar.text.template.syntax.Statement.Branch;
import llamajar.text.template.syntax.Statement.Target;
import llamajar.text.template.value.Iteration;
import llamajar.text.template.value.ListValue;
import llamajar.text.template.value.Printer;
import llamajar.text.template.value.Text;
import llamajar.text.template.value.Value;

/// Runs the statements of a template once.
public final class Interpreter {
  /// How statements go on after one.
  private enum Flow {
    NEXT,
    BREAK,
    CONTINUE
  }

  private final Budget budget;
  private final Evaluator evaluator;
  private Output out;

  private Interpreter(Rendering rendering) {
    budget = rendering.budget();
    evaluator = new Evaluator(rendering);
    out = new Output(budget);
  }

  /// What a template prints.
  ///
  /// @param variables what it may refer to, besides the global functions
  /// @throws TemplateException if it fails, refuses, or does too much
  public static String render(
      List<Statement> template, Map<String, Value> variables, Rendering rendering) {
    Interpreter interpreter = new Interpreter(rendering);
    try {
      Scope globals = Scope.of(Globals.of(rendering));
      Scope given = globals.inner();
      variables.forEach(given::set);
      interpreter.run(template, given.inner());
      return interpreter.out.text();
    } catch (TemplateException e) {
      throw e.at(interpreter.evaluator.line());
    } catch (StackOverflowError e) {
      throw TemplateException.limit("the template is nested too deeply")
          .at(interpreter.evaluator.line());
    }
  }

  private Flow run(List<Statement> statements, Scope scope) {
    for (Statement statement : statements) {
      Flow flow = run(statement, scope);
      if (flow != Flow.NEXT) {
        return flow;
      }
    }
    return Flow.NEXT;
  }

  private Flow run(Statement statement, Scope scope) {
    budget.step();
    return switch (statement) {
      case Statement.Data data -> {
        out.append(data.text());
        yield Flow.NEXT;
      }
      case Statement.Print print -> {
        evaluator.at(print.line());
        out.append(Printer.text(evaluator.value(print.value(), scope), budget));
        yield Flow.NEXT;
      }
      case Statement.If branching -> branch(branching, scope);
      case Statement.For loop -> {
        loop(loop, evaluator.value(loop.items(), scope), 0, scope);
        yield Flow.NEXT;
      }
      case Statement.Set set -> {
        evaluator.at(set.line());
        assign(set.target(), evaluator.value(set.value(), scope), scope);
        yield Flow.NEXT;
      }
      case Statement.SetBlock set -> {
        evaluator.at(set.line());
        Value text = new Text(captured(set.body(), scope.inner()));
        assign(set.target(), evaluator.filter(text, set.filters(), scope), scope);
        yield Flow.NEXT;
      }
      case Statement.Macro macro -> {
        scope.set(macro.name(), new MacroValue(macro, scope, this, evaluator));
        yield Flow.NEXT;
      }
      case Statement.CallBlock block -> {
        call(block, scope);
        yield Flow.NEXT;
      }
      case Statement.FilterBlock block -> {
        evaluator.at(block.line());
        Value text = new Text(captured(block.body(), scope.inner()));
        out.append(Printer.text(evaluator.filter(text, block.filters(), scope), budget));
        yield Flow.NEXT;
      }
      case Statement.Scoped scoped -> scoped(scoped, scope);
      case Statement.Break end -> Flow.BREAK;
      case Statement.Continue next -> Flow.CONTINUE;
      case Statement.NeedsFile tag ->
          throw TemplateException.evaluation(
                  "'%s' needs other files, which templates of models don't have"
                      .formatted(tag.tag()))
              .at(tag.line());
    };
  }

  private Flow branch(Statement.If branching, Scope scope) {
    for (Branch branch : branching.branches()) {
      evaluator.at(branch.line());
      if (evaluator.truth(branch.condition(), scope)) {
        return nested(branch.body(), scope);
      }
    }
    return nested(branching.otherwise(), scope);
  }

  private Flow nested(List<Statement> statements, Scope scope) {
    budget.enter();
    Flow flow = run(statements, scope);
    budget.leave();
    return flow;
  }

  private Flow scoped(Statement.Scoped scoped, Scope scope) {
    evaluator.at(scoped.line());
    Scope inner = scope.inner();
    for (int i = 0; i < scoped.targets().size(); i++) {
      assign(scoped.targets().get(i), evaluator.value(scoped.values().get(i), scope), inner);
    }
    return nested(scoped.body(), inner);
  }

  private void loop(Statement.For loop, Value iterable, int depth, Scope scope) {
    evaluator.at(loop.line());
    budget.enter();
    List<Value> items = items(loop, iterable, scope);
    LoopVariable variable =
        new LoopVariable(
            items,
            depth,
            budget,
            loop.recursive() ? inner -> captured(() -> loop(loop, inner, depth + 1, scope)) : null);
    while (variable.advance()) {
      Scope inner = scope.inner();
      inner.set("loop", variable);
      assign(loop.target(), variable.item(), inner);
      if (run(loop.body(), inner) == Flow.BREAK) {
        break;
      }
    }
    if (!variable.hasBegun()) {
      run(loop.otherwise(), scope.inner());
    }
    budget.leave();
  }

  /// The list itself if it is one: what the body appends is gone through as well.
  private List<Value> items(Statement.For loop, Value iterable, Scope scope) {
    List<Value> items =
        iterable instanceof ListValue list ? list.items() : Iteration.list(iterable, budget);
    Expression condition = loop.condition();
    if (condition == null) {
      return items;
    }
    List<Value> kept = new ArrayList<>();
    for (Value item : items) {
      Scope inner = scope.inner();
      assign(loop.target(), item, inner);
      if (evaluator.truth(condition, inner)) {
        kept.add(item);
      }
    }
    budget.allocate(kept.size());
    return kept;
  }

  private void call(Statement.CallBlock block, Scope scope) {
    evaluator.at(block.line());
    Statement.Macro body =
        new Statement.Macro("caller", block.parameters(), Set.of(), block.body(), block.line());
    Value caller = new MacroValue(body, scope, this, evaluator);
    Value made = evaluator.call(block.call(), Map.of("caller", caller), scope);
    out.append(Printer.text(made, budget));
  }

  private void assign(Target target, Value value, Scope scope) {
    switch (target) {
      case Target.Variable variable -> scope.set(variable.name(), value);
      case Target.NamespaceAttribute attribute -> {
        if (!(scope.find(attribute.namespace()) instanceof NamespaceValue namespace)) {
          throw TemplateException.evaluation("cannot assign attribute on non-namespace object");
        }
        namespace.set(attribute.attribute(), value);
      }
      case Target.Several several -> {
        List<Value> parts = Iteration.list(value, budget);
        if (parts.size() != several.targets().size()) {
          throw TemplateException.evaluation(
              "%d values can't be unpacked into %d variables"
                  .formatted(parts.size(), several.targets().size()));
        }
        for (int i = 0; i < parts.size(); i++) {
          assign(several.targets().get(i), parts.get(i), scope);
        }
      }
    }
  }

  /// What statements print, as a value instead of a part of the result.
  String captured(List<Statement> statements, Scope scope) {
    return captured(() -> run(statements, scope));
  }

  private String captured(Runnable work) {
    Output outer = out;
    out = new Output(budget);
    budget.enter();
    work.run();
    budget.leave();
    String text = out.text();
    out = outer;
    return text;
  }
}
