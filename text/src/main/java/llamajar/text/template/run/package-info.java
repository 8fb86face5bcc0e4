/// Renders the tree of a template: Jinja's statements, filters, tests and global functions.
///
/// Start at [Interpreter][1], which runs statements and asks the `Evaluator` for the values of
/// expressions. Filters and tests are functions found by name; each group of them is a class.
///
/// [1]: llamajar.text.template.run.Interpreter
package llamajar.text.template.run;
