package llamajar.testkit.ptx.syntax;

import java.util.ArrayList;
import java.util.List;

/// Declarations of variables and parameters.
final class Declarations {
  private Declarations() {}

  /// A variable, after the directive that names its space.
  static PtxVariable variable(TokenStream tokens, String space, boolean external) {
    Shape shape = shape(tokens);
    byte[] initial = new byte[0];
    if (tokens.accept("=")) {
      initial = initializer(tokens, shape.type);
    }
    tokens.expect(";");
    return new PtxVariable(shape.name, space, shape.bytes, shape.alignment, external, initial);
  }

  /// Parameters in parentheses.
  static List<PtxParameter> parameters(TokenStream tokens) {
    List<PtxParameter> parameters = new ArrayList<>();
    tokens.expect("(");
    while (!tokens.accept(")")) {
      tokens.expect(".param");
      parameters.add(parameter(tokens));
      tokens.accept(",");
    }
    return parameters;
  }

  /// A parameter, after the directive.
  static PtxParameter parameter(TokenStream tokens) {
    Shape shape = shape(tokens);
    return new PtxParameter(shape.name, Math.toIntExact(shape.bytes), shape.alignment);
  }

  private record Shape(String name, PtxType type, long bytes, int alignment) {}

  private static Shape shape(TokenStream tokens) {
    int alignment = 0;
    int vector = 1;
    PtxType type = null;
    while (type == null) {
      String word = tokens.word();
      switch (word) {
        case ".align" -> alignment = Math.toIntExact(tokens.integer());
        case ".v2" -> vector = 2;
        case ".v4" -> vector = 4;
        case ".ptr", ".global", ".const", ".shared", ".attribute" -> {}
        default -> {
          type = PtxType.named(word.substring(1));
          if (type == null || type.bytes() == 0) {
            throw tokens.error("unknown type '" + word + "'");
          }
        }
      }
    }
    // A pointer parameter states what it points to after its type; that is only advice.
    while (tokens.peek().is(".ptr") || tokens.peek().is(".global")) {
      tokens.next();
    }
    if (tokens.accept(".align")) {
      tokens.integer();
    }
    String name = tokens.word();
    long count = vector;
    while (tokens.accept("[")) {
      if (tokens.accept("]")) {
        count = 0;
      } else {
        count = Math.multiplyExact(count, tokens.integer());
        tokens.expect("]");
      }
    }
    int natural = type.bytes() * vector;
    return new Shape(name, type, count * type.bytes(), alignment == 0 ? natural : alignment);
  }

  private static byte[] initializer(TokenStream tokens, PtxType type) {
    List<Long> values = new ArrayList<>();
    if (tokens.accept("{")) {
      while (!tokens.accept("}")) {
        // Braces of inner arrays only group; nvcc writes none.
        values.add(tokens.integer());
        tokens.accept(",");
      }
    } else {
      values.add(tokens.integer());
    }
    byte[] bytes = new byte[values.size() * type.bytes()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (values.get(i / type.bytes()) >>> (8 * (i % type.bytes())));
    }
    return bytes;
  }
}
