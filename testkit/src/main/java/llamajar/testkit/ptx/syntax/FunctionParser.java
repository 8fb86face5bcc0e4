package llamajar.testkit.ptx.syntax;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads one kernel or function.
final class FunctionParser {
  private final TokenStream tokens;
  private final int line;
  private final List<PtxRegister> registers = new ArrayList<>();
  private final List<PtxVariable> variables = new ArrayList<>();
  private final List<PtxInstruction> instructions = new ArrayList<>();
  private final Map<String, Integer> labels = new LinkedHashMap<>();
  private final Map<String, List<String>> branchTargets = new HashMap<>();

  /// For each open brace, innermost first, what its names are called in the whole function.
  private final Deque<Map<String, String>> scopes = new ArrayDeque<>();

  private int scopeCount;
  private int maxThreads;

  FunctionParser(TokenStream tokens, int line) {
    this.tokens = tokens;
    this.line = line;
  }

  /// A kernel, after `.entry`.
  PtxFunction kernel() {
    String name = tokens.word();
    List<PtxParameter> parameters =
        tokens.peek().is("(") ? Declarations.parameters(tokens) : List.of();
    directives();
    body();
    return result(name, true, parameters, List.of());
  }

  /// A function, after `.func`; nothing if it is only declared.
  Optional<PtxFunction> function() {
    List<PtxParameter> results =
        tokens.peek().is("(") ? Declarations.parameters(tokens) : List.of();
    String name = tokens.word();
    List<PtxParameter> parameters =
        tokens.peek().is("(") ? Declarations.parameters(tokens) : List.of();
    directives();
    if (tokens.accept(";")) {
      return Optional.empty();
    }
    body();
    return Optional.of(result(name, false, parameters, results));
  }

  private PtxFunction result(
      String name, boolean entry, List<PtxParameter> parameters, List<PtxParameter> results) {
    return new PtxFunction(
        name,
        entry,
        line,
        parameters,
        results,
        List.copyOf(registers),
        List.copyOf(variables),
        List.copyOf(instructions),
        Map.copyOf(labels),
        Map.copyOf(branchTargets),
        maxThreads);
  }

  private void directives() {
    while (!tokens.peek().is("{") && !tokens.peek().is(";")) {
      String directive = tokens.word();
      switch (directive) {
        case ".maxntid", ".reqntid" -> {
          maxThreads = Math.toIntExact(tokens.integer());
          while (tokens.accept(",")) {
            maxThreads = Math.multiplyExact(maxThreads, Math.toIntExact(tokens.integer()));
          }
        }
        case ".minnctapersm", ".maxnreg", ".maxnctapersm" -> tokens.integer();
        case ".noreturn" -> {}
        case ".pragma" -> {
          tokens.next();
          tokens.expect(";");
        }
        default -> throw tokens.error("unknown directive '" + directive + "'");
      }
    }
  }

  private void body() {
    tokens.expect("{");
    open();
    while (!scopes.isEmpty()) {
      if (tokens.accept("{")) {
        open();
      } else if (tokens.accept("}")) {
        scopes.pop();
      } else if (tokens.atEnd()) {
        throw tokens.error("a function without end");
      } else if (!tokens.accept(";")) {
        statement();
      }
    }
  }

  /// Labels may be used before they stand, so an opening brace looks for those up to its end.
  private void open() {
    Map<String, String> scope = new HashMap<>();
    int depth = 1;
    for (int i = 0; depth > 0 && tokens.peek(i).kind() != Token.Kind.END; i++) {
      if (tokens.peek(i).is("{")) {
        depth++;
      } else if (tokens.peek(i).is("}")) {
        depth--;
      } else if (depth == 1 && isLabel(i)) {
        scope.put(tokens.peek(i).text(), unique(tokens.peek(i).text()));
      }
    }
    scopes.push(scope);
    scopeCount++;
  }

  private boolean isLabel(int ahead) {
    return tokens.peek(ahead).kind() == Token.Kind.WORD && tokens.peek(ahead + 1).is(":");
  }

  private String unique(String name) {
    return scopeCount == 0 ? name : name + "'" + scopeCount;
  }

  private void statement() {
    if (isLabel(0)) {
      label();
      return;
    }
    Token first = tokens.peek();
    if (first.text().startsWith(".")) {
      declaration();
    } else {
      instructions.add(new InstructionParser(tokens, this::resolve).instruction());
    }
  }

  private void label() {
    String name = resolve(tokens.word());
    tokens.expect(":");
    if (tokens.accept(".branchtargets")) {
      List<String> targets = new ArrayList<>();
      do {
        targets.add(resolve(tokens.word()));
      } while (tokens.accept(","));
      tokens.expect(";");
      branchTargets.put(name, targets);
    } else if (tokens.peek().is(".callprototype")) {
      throw tokens.error("calls through pointers are not supported");
    } else {
      labels.put(name, instructions.size());
    }
  }

  private void declaration() {
    String directive = tokens.word();
    if (directive.startsWith(".reg.")) {
      registers(directive.substring(".reg".length()));
      return;
    }
    switch (directive) {
      case ".reg" -> registers(tokens.word());
      case ".shared", ".local" -> {
        PtxVariable variable = Declarations.variable(tokens, directive.substring(1), false);
        variables.add(
            new PtxVariable(
                declare(variable.name()),
                variable.space(),
                variable.bytes(),
                variable.alignment(),
                false,
                variable.initial()));
      }
      case ".param" -> {
        PtxParameter parameter = Declarations.parameter(tokens);
        tokens.expect(";");
        variables.add(
            new PtxVariable(
                declare(parameter.name()),
                "param",
                parameter.bytes(),
                parameter.alignment(),
                false,
                new byte[0]));
      }
      case ".loc" -> {
        int start = tokens.line();
        while (tokens.line() == start) {
          tokens.next();
        }
      }
      case ".pragma" -> {
        tokens.next();
        tokens.expect(";");
      }
      default -> throw tokens.error("unknown directive '" + directive + "'");
    }
  }

  private void registers(String typeName) {
    PtxType type = PtxType.named(typeName.substring(1));
    if (type == null) {
      throw tokens.error("unknown type '" + typeName + "'");
    }
    do {
      String name = tokens.word();
      if (tokens.accept("<")) {
        long count = tokens.integer();
        tokens.expect(">");
        for (long i = 0; i < count; i++) {
          registers.add(new PtxRegister(declare(name + i), type));
        }
      } else {
        registers.add(new PtxRegister(declare(name), type));
      }
    } while (tokens.accept(","));
    tokens.expect(";");
  }

  private String declare(String name) {
    String unique = scopes.size() == 1 ? name : unique(name);
    scopes.element().put(name, unique);
    return unique;
  }

  private String resolve(String name) {
    for (Map<String, String> scope : scopes) {
      String unique = scope.get(name);
      if (unique != null) {
        return unique;
      }
    }
    return name;
  }
}
