package llamajar.cli.chat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import llamajar.cli.json.PlainJson;
import llamajar.cli.option.TemplateOptions;
import llamajar.cli.option.Thinking;
import llamajar.cli.option.UsageException;
import llamajar.gguf.GgufFile;
import llamajar.text.chat.ChatRequest;
import llamajar.text.chat.ChatTemplate;
import llamajar.text.chat.ChatTemplates;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `-sys`, `--think` and the like: how a conversation is put to the model.
public final class ChatOptions {
  @Mixin private TemplateOptions template = new TemplateOptions();

  @Option(
      names = "--chat-template-kwargs",
      paramLabel = "JSON",
      description = "variables for the template, such as '{\"enable_thinking\": false}'")
  private @Nullable String variables;

  @Option(
      names = {"-sys", "--system-prompt"},
      paramLabel = "TEXT",
      description = "what the model is told before the conversation")
  private @Nullable String system;

  @Option(
      names = "--think",
      paramLabel = "HOW",
      description =
          "thoughts: on (shown), off (the model is asked not to think), hide (default: on)")
  private String thinking = "on";

  /// The prompt is continued as it stands: none of these options would do anything.
  ///
  /// @throws UsageException if one was given
  public void refuseWithRaw() {
    if (template.isGiven() || system != null || variables != null) {
      throw new UsageException(
          "--raw continues the text as it stands; leave out --chat-template, -sys and the like");
    }
  }

  /// The template to use.
  ///
  /// @throws IOException as [TemplateOptions#template]
  public Optional<ChatTemplate> template(GgufFile model) throws IOException {
    return template.template(model);
  }

  /// The templates of a server beside the chat.
  ///
  /// @throws IOException as [TemplateOptions#template]
  public ChatTemplates templates(GgufFile model) throws IOException {
    return template.templates(model);
  }

  /// Further variables of the template.
  ///
  /// @throws UsageException if they are no JSON object
  public Map<String, @Nullable Object> variables() {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    if (thinking() == Thinking.OFF) {
      all.put("enable_thinking", false);
    }
    if (variables != null) {
      try {
        all.putAll(PlainJson.object(variables, "--chat-template-kwargs"));
      } catch (IOException e) {
        throw new UsageException(String.valueOf(e.getMessage()));
      }
    }
    return all;
  }

  /// What becomes of the model's thoughts.
  ///
  /// @throws UsageException if the option says nothing of that kind
  public Thinking thinking() {
    return Thinking.of(thinking);
  }

  /// What the model is told first, if anything.
  public Optional<String> systemPrompt() {
    return Optional.ofNullable(system);
  }

  /// A conversation of one question.
  public List<Map<String, Object>> messages(String question) {
    List<Map<String, Object>> messages = new ArrayList<>();
    systemPrompt().ifPresent(text -> messages.add(ChatRequest.message("system", text)));
    messages.add(ChatRequest.message("user", question));
    return messages;
  }
}
