/// Conversations with a model: its chat template together with its tokens.
package llamajar.engine.chat;
