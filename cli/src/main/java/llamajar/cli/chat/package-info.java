/// Talking with a model in the terminal.
///
/// [ChatCommand][1] opens the model, `ChatLoop` reads what the user types: a line that begins with
/// `/` is a command (`SlashCommands`), everything else goes into the `Conversation`, which the
/// `Answerer` puts to the model. Only this package knows JLine, whose classes are loaded for nothing
/// else.
///
/// [1]: llamajar.cli.chat.ChatCommand
package llamajar.cli.chat;
