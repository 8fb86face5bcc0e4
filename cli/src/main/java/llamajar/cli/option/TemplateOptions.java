package llamajar.cli.option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import llamajar.engine.chat.ModelTemplates;
import llamajar.gguf.GgufFile;
import llamajar.text.chat.BuiltInTemplates;
import llamajar.text.chat.ChatTemplate;
import llamajar.text.chat.ChatTemplates;
import llamajar.text.template.guard.TemplateException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// `--chat-template` and the like: how conversations are written.
public final class TemplateOptions {
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

  @Option(names = "--jinja", hidden = true, description = "accepted: templates are always rendered")
  private boolean jinja;

  @Option(names = "--no-jinja", hidden = true, description = "refused")
  private boolean noJinja;

  /// Whether a template was named.
  public boolean isGiven() {
    return name != null || file != null;
  }

  /// The template to use: the one that was asked for, else the model's own; empty if it has none.
  ///
  /// @throws IOException if a file can't be read, or the template is none
  /// @throws UsageException if the options make no sense
  public Optional<ChatTemplate> template(GgufFile model) throws IOException {
    ChatTemplate chosen = chosen();
    return chosen != null
        ? Optional.of(chosen)
        : own(model, ModelTemplates.of(model.metadata()).plain());
  }

  /// The templates to use: the one that was asked for, for all conversations, else the model's own.
  ///
  /// @throws IOException as [#template]
  /// @throws UsageException as [#template]
  public ChatTemplates templates(GgufFile model) throws IOException {
    ChatTemplate chosen = chosen();
    if (chosen != null) {
      return ChatTemplates.of(chosen);
    }
    ModelTemplates stored = ModelTemplates.of(model.metadata());
    Optional<String> withTools = stored.forConversation(true);
    @Nullable ChatTemplate forTools =
        withTools.equals(stored.plain()) ? null : own(model, withTools).orElse(null);
    return new ChatTemplates(own(model, stored.plain()).orElse(null), forTools);
  }

  private @Nullable ChatTemplate chosen() throws IOException {
    requireSense();
    if (file != null) {
      return parsed(Utf8Text.read(file), file.toString());
    }
    return name == null ? null : named(name);
  }

  private static Optional<ChatTemplate> own(GgufFile model, Optional<String> source)
      throws IOException {
    return source.isPresent()
        ? Optional.of(parsed(source.get(), model.path() + ": the chat template"))
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
}
