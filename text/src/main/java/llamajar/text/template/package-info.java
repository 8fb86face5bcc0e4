/// Jinja templates, rendered exactly as Hugging Face transformers renders chat templates.
///
/// Start at [Template][1]: parsed once, rendered often, by any number of threads. Below it:
/// `syntax` makes the tree, `run` goes through it, `value` knows how Python's values behave, and
/// `guard` keeps it all in bounds.
///
/// [1]: llamajar.text.template.Template
package llamajar.text.template;
