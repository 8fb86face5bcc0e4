/// Streams of text: bytes that arrive token by token become whole characters.
///
/// Start at [Utf8Stream]. Tokenizers, which make and consume those bytes, are in
/// [llamajar.text.tokenizer].
package llamajar.text;
