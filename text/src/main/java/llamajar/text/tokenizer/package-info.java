/// Tokenizers: text to token ids and back.
///
/// Nothing here knows files, tensors or models; a vocabulary comes in as plain data.
package llamajar.text.tokenizer;
