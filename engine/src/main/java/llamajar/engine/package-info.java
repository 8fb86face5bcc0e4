/// The public face of llamajar for programs: open a model, hold sessions, generate text.
///
/// Start at [llamajar.engine.LlamaModel]. A model is immutable and shared by any number of
/// [llamajar.engine.Session]s; a session is one sequence of tokens with its keys and values.
/// [llamajar.engine.Generator] samples from a session and turns tokens into text.
///
/// Nothing here knows terminals, HTTP, or how numbers are computed.
package llamajar.engine;
