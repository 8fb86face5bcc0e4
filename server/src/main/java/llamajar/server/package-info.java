/// A server for one model: OpenAI's, Anthropic's and llama.cpp's interfaces over one scheduler.
///
/// Start at [llamajar.server.LlamaServer]. [llamajar.server.http] knows the protocol and who may
/// come in, [llamajar.server.model] what all interfaces do alike, the other packages one interface
/// each. Nothing here knows terminals, and no request leads to the file system.
package llamajar.server;
