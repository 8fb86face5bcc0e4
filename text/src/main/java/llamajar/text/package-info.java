/// Streams of text: bytes that arrive token by token become whole characters.
package llamajar.text;
