package llamajar.cli.template;

import java.io.IOException;
import java.io.InputStream;
import java.time.ZonedDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import llamajar.cli.json.JsonText;
import llamajar.cli.json.PlainJson;
import llamajar.cli.option.LineSource;
import llamajar.cli.terminal.TextOutput;
import llamajar.text.template.Template;
import llamajar.text.template.guard.TemplateException;
import org.jspecify.annotations.Nullable;

/// The batch form: a rendered conversation for each line. Messages are given to the template as
/// they are. A line that is no JSON object ends it with an error that names the line; a template
/// that fails or refuses is an answer.
final class TemplateLines {
  private final Template template;
  private final String bosToken;
  private final String eosToken;
  private final ZonedDateTime time;
  private final TextOutput out;

  /// @param bosToken for lines without one
  /// @param eosToken for lines without one
  /// @param time for lines without one
  TemplateLines(
      Template template, String bosToken, String eosToken, ZonedDateTime time, TextOutput out) {
    this.template = template;
    this.bosToken = bosToken;
    this.eosToken = eosToken;
    this.time = time;
    this.out = out;
  }

  /// Answers all lines of a stream.
  void answerAll(InputStream in, String source) throws IOException {
    LineSource lines = new LineSource(in, source);
    Optional<String> line = lines.next();
    while (line.isPresent()) {
      answer(PlainJson.object(line.get(), lines.place()), lines.place());
      if (lines.mustWait()) {
        out.flush();
      }
      line = lines.next();
    }
  }

  private void answer(Map<String, @Nullable Object> one, String place) throws IOException {
    ZonedDateTime now =
        one.get("time") instanceof String text
            ? TemplateCommand.time(place + ": \"time\"", text)
            : time;
    String key = "text";
    String value;
    try {
      value = template.render(variables(one), now);
    } catch (TemplateException e) {
      key = "error";
      value =
          e.kind() == TemplateException.Kind.RAISED ? e.reason() : String.valueOf(e.getMessage());
    } catch (IllegalArgumentException e) {
      key = "error";
      value = String.valueOf(e.getMessage());
    }
    String name = key;
    String text = value;
    out.line(
        JsonText.of(json -> {
          json.writeStartObject();
          json.writeStringProperty(name, text);
          json.writeEndObject();
        }));
  }

  /// What is null or not there is undefined in the template, except in `kwargs`.
  private Map<String, @Nullable Object> variables(Map<String, @Nullable Object> one) {
    Map<String, @Nullable Object> variables = new LinkedHashMap<>();
    variables.put("bos_token", bosToken);
    variables.put("eos_token", eosToken);
    variables.put("add_generation_prompt", false);
    for (String name :
        new String[] {
          "messages", "tools", "documents", "add_generation_prompt", "bos_token", "eos_token"
        }) {
      Object value = one.get(name);
      if (value != null) {
        variables.put(name, value);
      }
    }
    if (one.get("kwargs") instanceof Map<?, ?> more) {
      more.forEach((name, value) -> variables.put(String.valueOf(name), value));
    }
    return variables;
  }
}
