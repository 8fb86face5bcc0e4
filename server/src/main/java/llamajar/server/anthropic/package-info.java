/// Anthropic's interface: messages, and counting their tokens.
package llamajar.server.anthropic;
