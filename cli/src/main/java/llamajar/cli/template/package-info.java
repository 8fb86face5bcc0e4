/// `llamajar template`: shows a model's chat template, and renders conversations with it.
package llamajar.cli.template;
