package llamajar.text.answer;

import static llamajar.text.answer.Spaces.LINE_END;
import static llamajar.text.grammar.Expression.atLeast;
import static llamajar.text.grammar.Expression.choice;
import static llamajar.text.grammar.Expression.sequence;
import static llamajar.text.grammar.Expression.text;

import java.util.List;
import llamajar.text.grammar.CharacterSet;
import llamajar.text.grammar.Expression;
import llamajar.text.grammar.Expression.Characters;
import llamajar.text.grammar.Expression.UpTo;

/// How parameters are written one by one. Texts stand as they are, other values as JSON.
enum ParameterSpelling {
  /// `<parameter=key>value</parameter>`.
  XML("</parameter>"),
  /// `<arg_key>key</arg_key><arg_value>value</arg_value>`.
  GLM("</arg_value>"),
  /// `<｜DSML｜parameter name="key" string="true">value</｜DSML｜parameter>`.
  DSML("</\uFF5CDSML\uFF5Cparameter>");

  private static final Expression NAME =
      atLeast(1, new Characters(CharacterSet.of("<>\"\n").not()));

  private final String closer;

  ParameterSpelling(String closer) {
    this.closer = closer;
  }

  /// A parameter that nothing is known of.
  ///
  /// @param json any value
  Expression anyParameter(Expression json) {
    Expression any = sequence(before(NAME, true), new UpTo(List.of(closer)), LINE_END);
    return this == DSML
        ? choice(any, sequence(before(NAME, false), json, text(closer), LINE_END))
        : any;
  }

  /// A parameter that is any text.
  Expression anyText(String name) {
    return sequence(before(text(name), true), new UpTo(List.of(closer)), LINE_END);
  }

  /// A parameter that is one of some texts, or a value in JSON.
  ///
  /// @param isText whether it is text
  Expression value(String name, Expression value, boolean isText) {
    Expression end = this == XML ? sequence(LINE_END, text(closer)) : text(closer);
    return sequence(before(text(name), isText), value, end, LINE_END);
  }

  private Expression before(Expression name, boolean isText) {
    return switch (this) {
      case XML -> sequence(text("<parameter="), name, text(">"), LINE_END);
      case GLM ->
          sequence(text("<arg_key>"), name, text("</arg_key>"), LINE_END, text("<arg_value>"));
      case DSML ->
          sequence(
              text("<\uFF5CDSML\uFF5Cparameter name=\""),
              name,
              text("\" string=\"%s\">".formatted(isText)));
    };
  }
}
