/// Python's values, as far as templates meet them: what they print, how they compare, and what
/// operators and subscripts do with them.
///
/// Start at [Value][1]. Templates were written for Python, so what a list prints, which values are
/// equal, and how a number is rounded decide on the very bytes that a model sees.
///
/// [1]: llamajar.text.template.value.Value
package llamajar.text.template.value;
