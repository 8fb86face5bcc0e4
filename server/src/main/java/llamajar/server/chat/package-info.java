/// Conversations, whatever interface they come from: requests become a
/// [llamajar.server.chat.ChatCall], whose messages the model's template turns into a prompt; the
/// answer's text becomes what is said, what is thought, and calls of tools.
package llamajar.server.chat;
