package llamajar.cli.chat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import llamajar.cli.json.PlainJson;
import llamajar.cli.option.Thinking;
import llamajar.cli.option.UsageException;
import llamajar.cli.option.Utf8Text;
import llamajar.engine.chat.ModelTemplates;
import llamajar.gguf.GgufFile;
import llamajar.text.chat.BuiltInTemplates;
import llamajar.text.chat.ChatRequest;
import llamajar.text.chat.ChatTemplate;
import llamajar.text.template.guard.TemplateException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// `--chat-template`, `-sys` and the like: how a conversation is put to the model.
public final class ChatOptions {
  @Option(
      names = "--chat-template",
      paramLabel = "NAME",
      description =
          "write conversations in a built-in way (chatml, llama3, mistral, ...) instead of the model's own")
  private @Nullable String name;

  @Option(
      names = "--chat-template-file",
      paramLabel = "FILE",
      description = "write conversations as this Jinja template does")
  private @Nullable Path file;

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

  @Option(names = "--jinja", hidden = true, description = "accepted: templates are always rendered")
  private boolean jinja;

  @Option(names = "--no-jinja", hidden = true, description = "refused")
  private boolean noJinja;

  /// The prompt is continued as it stands: none of these options would do anything.
  ///
  /// @throws UsageException if one was given
  public void refuseWithRaw() {
    if (name != null || file != null || system != null || variables != null) {
      throw new UsageException(
          "--raw continues the text as it stands; leave out --chat-template, -sys and the like");
    }
  }

  /// The template to use: the one that was asked for, else the model's own; empty if it has none.
  ///
  /// @throws IOException if a file can't be read, or the template is none
  /// @throws UsageException if the options make no sense
  public Optional<ChatTemplate> template(GgufFile model) throws IOException {
    requireSense();
    if (file != null) {
      return Optional.of(parsed(Utf8Text.read(file), file.toString()));
    }
    if (name != null) {
      return Optional.of(named(name));
    }
    Optional<String> own = ModelTemplates.of(model.metadata()).plain();
    return own.isPresent()
        ? Optional.of(parsed(own.get(), model.path() + ": the chat template"))
        : Optional.empty();
  }

  private void requireSense() {
    if (jinja && noJinja) {
      throw new UsageException("--jinja and --no-jinja: give one of the two");
    }
    if (noJinja) {
      throw new UsageException(
          "--no-jinja: templates are always rendered; use --raw to continue a text as it stands,"
              + " or name a built-in --chat-template");
    }
    if (name != null && file != null) {
      throw new UsageException(
          "--chat-template and --chat-template-file: give the template in one of the two ways");
    }
  }

  private static ChatTemplate named(String name) throws IOException {
    if (name.contains("{{") || name.contains("{%")) {
      return parsed(name, "--chat-template");
    }
    return ChatTemplate.builtIn(name)
        .orElseThrow(() ->
            new UsageException(
                "--chat-template: there is no '%s'; there are %s"
                    .formatted(name, String.join(", ", BuiltInTemplates.names()))));
  }

  private static ChatTemplate parsed(String source, String place) throws IOException {
    try {
      return ChatTemplate.of(source);
    } catch (TemplateException e) {
      throw new IOException(
          "%s: %s; give another one with --chat-template".formatted(place, e.getMessage()), e);
    }
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
