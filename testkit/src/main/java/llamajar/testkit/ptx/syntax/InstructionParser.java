package llamajar.testkit.ptx.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// Reads one instruction.
final class InstructionParser {
  private final TokenStream tokens;
  private final UnaryOperator<String> resolve;

  /// @param resolve from a name as written to the function's unique name
  InstructionParser(TokenStream tokens, UnaryOperator<String> resolve) {
    this.tokens = tokens;
    this.resolve = resolve;
  }

  PtxInstruction instruction() {
    String guard = "";
    boolean negated = false;
    if (tokens.accept("@")) {
      negated = tokens.accept("!");
      guard = resolve.apply(tokens.word());
    }
    int line = tokens.line();
    String opcode = tokens.word();
    List<Operand> operands = new ArrayList<>();
    while (!tokens.accept(";")) {
      if (!operands.isEmpty()) {
        tokens.expect(",");
      }
      operands.add(operand());
    }
    return new PtxInstruction(line, guard, negated, opcode, List.copyOf(operands));
  }

  private Operand operand() {
    if (tokens.accept("[")) {
      return address();
    }
    if (tokens.accept("{")) {
      return group("}");
    }
    if (tokens.accept("(")) {
      return group(")");
    }
    if (tokens.accept("!")) {
      return new Operand.Name(resolve.apply(tokens.word()), true);
    }
    if (tokens.accept("-")) {
      Operand.Literal number = TokenStream.number(tokens.next());
      if (number.floatBytes() != 0) {
        throw tokens.error("a float is written by its bits, without a sign");
      }
      return new Operand.Literal(-number.bits(), 0);
    }
    if (tokens.peek().kind() == Token.Kind.NUMBER) {
      return TokenStream.number(tokens.next());
    }
    String name = resolve.apply(tokens.word());
    if (tokens.accept("|")) {
      return new Operand.Pair(name, resolve.apply(tokens.word()));
    }
    if (tokens.accept("+")) {
      return new Operand.Address(name, tokens.integer());
    }
    return new Operand.Name(name, false);
  }

  private Operand address() {
    String base = "";
    long offset = 0;
    if (tokens.peek().kind() == Token.Kind.WORD) {
      base = resolve.apply(tokens.word());
      if (tokens.accept("+")) {
        offset = tokens.integer();
      } else if (tokens.peek().is("-")) {
        offset = tokens.integer();
      }
    } else {
      offset = tokens.integer();
    }
    tokens.expect("]");
    return new Operand.Address(base, offset);
  }

  private Operand group(String end) {
    List<Operand> members = new ArrayList<>();
    while (!tokens.accept(end)) {
      if (!members.isEmpty()) {
        tokens.expect(",");
      }
      members.add(operand());
    }
    return new Operand.Group(List.copyOf(members));
  }
}
