package llamajar.server.chat;

import java.util.List;
import java.util.Map;
import llamajar.engine.GenerationOptions;
import llamajar.engine.sampling.SamplerSettings;
import org.jspecify.annotations.Nullable;

/// A conversation to be continued, in the form that templates expect.
///
/// @param messages `{"role": …, "content": …}` and so on
/// @param tools what the model may call, or has to
/// @param content what the answer is held to; null: nothing
/// @param variables more for the template
/// @param sampling how tokens are chosen
/// @param options when to stop
/// @param choices how many answers
/// @param topLogprobs how many of the most probable tokens are told for each, or -1
public record ChatCall(
    List<Map<String, Object>> messages,
    ToolUse tools,
    @Nullable ContentRule content,
    Map<String, Object> variables,
    SamplerSettings sampling,
    GenerationOptions options,
    int choices,
    int topLogprobs) {}
