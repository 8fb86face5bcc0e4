package llamajar.text.chat;

/// What a template does with a conversation.
///
/// @param systemRole whether system messages appear
/// @param tools whether declared tools appear
/// @param toolCalls whether calls in earlier answers appear
/// @param argumentsAsObject whether the arguments of such calls must be objects, not JSON strings
/// @param argumentsAsString whether they must be JSON strings, not objects
/// @param contentAsString whether content must be a string, not parts
/// @param contentAsParts whether content must be parts, not a string
/// @param thinkingSwitch whether the variable `enable_thinking` changes anything
public record Capabilities(
    boolean systemRole,
    boolean tools,
    boolean toolCalls,
    boolean argumentsAsObject,
    boolean argumentsAsString,
    boolean contentAsString,
    boolean contentAsParts,
    boolean thinkingSwitch) {}
