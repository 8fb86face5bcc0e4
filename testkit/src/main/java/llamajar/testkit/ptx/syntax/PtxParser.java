package llamajar.testkit.ptx.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Reads whole PTX texts.
public final class PtxParser {
  private final TokenStream tokens;
  private final List<PtxVariable> variables = new ArrayList<>();
  private final List<PtxFunction> functions = new ArrayList<>();

  private PtxParser(TokenStream tokens) {
    this.tokens = tokens;
  }

  /// What a text says.
  ///
  /// @throws PtxSyntaxException if it is not understood
  public static PtxText parse(String text) {
    return new PtxParser(new TokenStream(PtxLexer.tokens(text))).module();
  }

  private PtxText module() {
    tokens.expect(".version");
    String[] version = tokens.next().text().split("\\.", -1);
    if (version.length != 2) {
      throw tokens.error("a version has the form major.minor");
    }
    tokens.expect(".target");
    String target = tokens.word();
    while (tokens.accept(",")) {
      tokens.word();
    }
    while (!tokens.atEnd()) {
      topLevel();
    }
    return new PtxText(
        10 * Integer.parseInt(version[0]) + Integer.parseInt(version[1]),
        target,
        List.copyOf(variables),
        List.copyOf(functions));
  }

  private void topLevel() {
    boolean external = false;
    while (true) {
      int line = tokens.line();
      String directive = tokens.word().toLowerCase(Locale.ROOT);
      switch (directive) {
        case ".visible", ".weak", ".common" -> {
          continue;
        }
        case ".extern" -> {
          external = true;
          continue;
        }
        case ".address_size" -> {
          if (tokens.integer() != 64) {
            throw tokens.error("addresses must have 64 bits");
          }
        }
        case ".file" -> skipFile();
        case ".section" -> skipSection();
        case ".pragma" -> skipTo(";");
        case ".global", ".const", ".shared" ->
            variables.add(Declarations.variable(tokens, directive.substring(1), external));
        case ".entry" -> functions.add(new FunctionParser(tokens, line).kernel());
        case ".func" -> new FunctionParser(tokens, line).function().ifPresent(functions::add);
        default -> throw new PtxSyntaxException(line, "unknown directive '" + directive + "'");
      }
      return;
    }
  }

  private void skipFile() {
    tokens.integer();
    tokens.next();
    while (tokens.accept(",")) {
      tokens.integer();
    }
  }

  private void skipSection() {
    skipTo("{");
    skipTo("}");
  }

  private void skipTo(String end) {
    while (!tokens.accept(end)) {
      if (tokens.atEnd()) {
        throw tokens.error("expected '" + end + "'");
      }
      tokens.next();
    }
  }
}
