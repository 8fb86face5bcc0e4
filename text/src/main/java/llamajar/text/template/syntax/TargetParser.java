package llamajar.text.template.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import llamajar.text.template.syntax.Statement.Parameter;
import llamajar.text.template.syntax.Statement.Target;
import org.jspecify.annotations.Nullable;

/// What can be assigned to, and the parameters of macros.
final class TargetParser {
  private static final Set<String> CONSTANTS =
      Set.of("true", "false", "none", "True", "False", "None");

  private final TokenStream tokens;
  private final ExpressionParser expressions;

  TargetParser(TokenStream tokens, ExpressionParser expressions) {
    this.tokens = tokens;
    this.expressions = expressions;
  }

  /// One variable, or several for the elements of a value.
  Target target(boolean withNamespace) {
    List<Target> targets = new ArrayList<>();
    boolean several = false;
    do {
      if (!targets.isEmpty()
          && tokens.current().kind() != Token.Kind.NAME
          && !tokens.current().is("(")) {
        break;
      }
      targets.add(oneTarget(withNamespace));
      several |= tokens.current().is(",");
    } while (tokens.skip(","));
    return several ? new Target.Several(targets) : targets.getFirst();
  }

  Target oneTarget(boolean withNamespace) {
    if (tokens.skip("(")) {
      tokens.enter();
      Target inner = target(withNamespace);
      tokens.leave();
      tokens.expect(")");
      return inner;
    }
    Token name = tokens.expect(Token.Kind.NAME);
    if (withNamespace && tokens.skip(".")) {
      return new Target.NamespaceAttribute(name.text(), tokens.expect(Token.Kind.NAME).text());
    }
    if (CONSTANTS.contains(name.text())) {
      throw tokens.problem("can't assign to '%s'".formatted(name.text()));
    }
    return new Target.Variable(name.text());
  }

  /// `(names, with=defaults)` of a macro.
  List<Parameter> parameters() {
    List<Parameter> parameters = new ArrayList<>();
    tokens.expect("(");
    while (!tokens.current().is(")")) {
      if (!parameters.isEmpty()) {
        tokens.expect(",");
        if (tokens.current().is(")")) {
          break;
        }
      }
      String name = tokens.expect(Token.Kind.NAME).text();
      @Nullable Expression otherwise = tokens.skip("=") ? expressions.expression() : null;
      if (otherwise == null && !parameters.isEmpty() && parameters.getLast().otherwise() != null) {
        throw tokens.problem("a parameter without default follows one with a default");
      }
      parameters.add(new Parameter(name, otherwise));
    }
    tokens.expect(")");
    return parameters;
  }
}
