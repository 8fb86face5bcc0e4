/// Grammars and JSON schemas on the command line: the options that hold text to one, and `llamajar
/// grammar`, which says which texts one accepts.
package llamajar.cli.grammar;
