/// From the text of a template to its tree: Jinja 3.1's grammar as chat templates are written in it.
///
/// The [Lexer][1] cuts the text into tokens and does the white space control, the [Parser][2] makes
/// [Statement]s and [Expression]s of them.
///
/// [1]: llamajar.text.template.syntax.Lexer
/// [2]: llamajar.text.template.syntax.Parser
package llamajar.text.template.syntax;
