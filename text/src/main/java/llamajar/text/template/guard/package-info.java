/// What keeps a template in bounds, and how it fails.
///
/// Templates come with model files and are untrusted: [RenderLimits] says how much one may do, a
/// `Budget` counts it, and a [TemplateException] is the only way out.
package llamajar.text.template.guard;
