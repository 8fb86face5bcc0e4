/// From a model file's metadata to its tokenizer.
///
/// The only place that knows the `tokenizer.ggml.*` keys; what tokenizers do with the values is the
/// matter of [llamajar.text.tokenizer].
package llamajar.engine.vocabulary;
