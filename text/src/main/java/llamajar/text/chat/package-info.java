/// From a conversation to the text that a model was trained to answer.
///
/// A [ChatTemplate][1] is a model's own Jinja template or one of [BuiltInTemplates]. It finds out by
/// rendering small conversations what the template supports, and adapts messages to it, so that
/// callers can always write them as the OpenAI API does.
///
/// [1]: llamajar.text.chat.ChatTemplate
package llamajar.text.chat;
