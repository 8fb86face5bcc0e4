package llamajar.server.chat;

import java.util.List;
import java.util.Map;
import llamajar.engine.GenerationOptions;
import llamajar.engine.sampling.SamplerSettings;
import org.jspecify.annotations.Nullable;

/// A conversation to be continued, in the form that templates expect.
///
/// @param messages `{"role": …, "content": …}` and so on
/// @param tools `{"type": "function", "function": {…}}`
/// @param toolChoice whether one has to be called
/// @param schema JSON schema that the answer must fit: null for free text, an empty one for any
///   object
/// @param variables more for the template
/// @param sampling how tokens are chosen
/// @param options when to stop
/// @param choices how many answers
/// @param topLogprobs how many of the most probable tokens are told for each, or -1
public record ChatCall(
    List<Map<String, Object>> messages,
    List<Object> tools,
    ToolChoice toolChoice,
    @Nullable Map<String, Object> schema,
    Map<String, Object> variables,
    SamplerSettings sampling,
    GenerationOptions options,
    int choices,
    int topLogprobs) {}
