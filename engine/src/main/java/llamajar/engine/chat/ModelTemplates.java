package llamajar.engine.chat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import llamajar.gguf.GgufException;
import llamajar.gguf.Metadata;

/// The chat templates in a model file, as text.
///
/// @param plain the one for all purposes, if there is one
/// @param named further ones by name, such as `tool_use`
public record ModelTemplates(Optional<String> plain, Map<String, String> named) {
  private static final String KEY = "tokenizer.chat_template";

  /// Reads them.
  ///
  /// @throws GgufException if one is no string
  public static ModelTemplates of(Metadata metadata) throws GgufException {
    Map<String, String> named = new LinkedHashMap<>();
    for (String key : metadata.keys()) {
      if (key.startsWith(KEY + ".")) {
        metadata.string(key).ifPresent(text -> named.put(key.substring(KEY.length() + 1), text));
      }
    }
    return new ModelTemplates(metadata.string(KEY), named);
  }

  /// The best one for a conversation.
  ///
  /// @param withTools whether tools are declared in it
  public Optional<String> forConversation(boolean withTools) {
    String forTools = named.get("tool_use");
    return withTools && forTools != null ? Optional.of(forTools) : plain;
  }
}
