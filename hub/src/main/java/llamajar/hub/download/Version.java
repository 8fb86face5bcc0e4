package llamajar.hub.download;

import java.util.Optional;
import llamajar.hub.http.Answer;

/// What tells one content of an address from another.
///
/// @param entityTag the server's `ETag`; empty if there is none
/// @param modified the server's `Last-Modified`; empty if there is none
record Version(String entityTag, String modified) {
  static Version of(Answer answer) {
    return new Version(
        oneLine(answer.header("ETag").orElse("")),
        oneLine(answer.header("Last-Modified").orElse("")));
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\p{Cntrl}", "");
  }

  /// Whether equal versions mean equal bytes, so that ranges of them may be put together.
  boolean isCertain() {
    return entityTag.startsWith("\"") || (entityTag.isEmpty() && !modified.isEmpty());
  }

  /// What `If-Range` takes.
  Optional<String> condition() {
    if (entityTag.startsWith("\"")) {
      return Optional.of(entityTag);
    }
    return entityTag.isEmpty() && !modified.isEmpty() ? Optional.of(modified) : Optional.empty();
  }

  /// Whether another answer is about other bytes. One without any version can't tell.
  boolean contradicts(Version other) {
    if (!entityTag.isEmpty() && !other.entityTag.isEmpty()) {
      return !entityTag.equals(other.entityTag);
    }
    return !modified.isEmpty() && !other.modified.isEmpty() && !modified.equals(other.modified);
  }
}
