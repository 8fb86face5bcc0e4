package llamajar.hub.download;

import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import llamajar.hub.http.Answer;
import llamajar.hub.http.Refusal;
import llamajar.hub.http.RetryableException;
import llamajar.hub.http.Web;
import llamajar.hub.name.HubException;

/// A file on a server. Remembers where redirects led to; such links expire, and are asked for
/// again.
final class RemoteFile {
  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes\\s+(?:(\\d{1,18})-(\\d{1,18})|\\*)/(\\d{1,18})");
  private static final int OK = 200;
  private static final int PARTIAL = 206;
  private static final int PRECONDITION_FAILED = 412;
  private static final int RANGE_NOT_SATISFIABLE = 416;
  private static final int FIRST_ERROR = 400;

  /// What servers say to a link that is valid no more.
  private static final Set<Integer> EXPIRED = Set.of(400, 401, 403, 404, 410);

  private final Web web;
  private final Source source;
  private volatile URI target;

  RemoteFile(Web web, Source source) {
    this.web = web;
    this.source = source;
    target = source.uri();
  }

  /// What the server says about the file.
  ///
  /// @param total its bytes
  /// @param hasRanges whether parts of it can be asked for
  record Facts(long total, Version version, boolean hasRanges) {}

  /// Asks for the first byte, because that works where asking for headers alone doesn't: signed
  /// links are signed for one method.
  Facts look() throws IOException, InterruptedException {
    try (Answer answer = ask(Map.of("Range", "bytes=0-0"))) {
      Facts facts = facts(answer);
      if (facts.hasRanges()) {
        // A connection whose answer was read to its end is used again.
        answer.body().readNBytes(2);
      }
      if (source.bytes().isPresent() && source.bytes().getAsLong() != facts.total()) {
        throw new HubException(
            "%s: the server has %d bytes, but the hub states %d; nothing was kept, try again later"
                .formatted(source.name(), facts.total(), source.bytes().getAsLong()));
      }
      return facts;
    }
  }

  private Facts facts(Answer answer) throws HubException {
    Version version = Version.of(answer);
    if (answer.status() == OK) {
      OptionalLong length = answer.contentLength();
      if (length.isEmpty() && source.bytes().isEmpty()) {
        throw new HubException(
            "%s: %s does not say how long the file is, so nobody could tell whether it is complete; download it by other means"
                .formatted(source.name(), answer.uri().getHost()));
      }
      return new Facts(
          length.isPresent() ? length.getAsLong() : source.bytes().getAsLong(), version, false);
    }
    Matcher range = CONTENT_RANGE.matcher(answer.header("Content-Range").orElse(""));
    if (!range.matches()) {
      throw new HubException(
          "%s: %s answers without a proper Content-Range; download it by other means"
              .formatted(source.name(), answer.uri().getHost()));
    }
    return new Facts(Long.parseLong(range.group(3)), version, answer.status() == PARTIAL);
  }

  /// Opens a part of it.
  ///
  /// @throws ChangedException if it is not the file of the facts any more
  Answer open(Range range, Facts facts) throws IOException, InterruptedException {
    Map<String, String> headers = new HashMap<>();
    headers.put("Range", range.header());
    facts.version().condition().ifPresent(condition -> headers.put("If-Range", condition));
    Answer answer = ask(headers);
    if (answer.status() == PARTIAL && isPart(answer, range, facts)) {
      return answer;
    }
    answer.close();
    throw changed();
  }

  /// Opens all of it.
  ///
  /// @throws ChangedException if it is not the file of the facts any more
  Answer openWhole(Facts facts) throws IOException, InterruptedException {
    Answer answer = ask(Map.of());
    boolean same =
        answer.status() == OK
            && answer.contentLength().orElse(facts.total()) == facts.total()
            && !facts.version().contradicts(Version.of(answer));
    if (same) {
      return answer;
    }
    answer.close();
    throw changed();
  }

  private static boolean isPart(Answer answer, Range range, Facts facts) {
    Matcher stated = CONTENT_RANGE.matcher(answer.header("Content-Range").orElse(""));
    return stated.matches()
        && stated.group(1) != null
        && Long.parseLong(stated.group(1)) == range.start()
        && Long.parseLong(stated.group(2)) < range.end()
        && Long.parseLong(stated.group(3)) == facts.total()
        && !facts.version().contradicts(Version.of(answer));
  }

  private ChangedException changed() {
    return new ChangedException(
        "%s: the file on the server changed during the download".formatted(source.name()));
  }

  /// An answer that is neither an error nor a redirect.
  private Answer ask(Map<String, String> headers) throws IOException, InterruptedException {
    URI asked = target;
    Answer answer = web.get(asked, headers);
    int status = answer.status();
    if (status < FIRST_ERROR || status == RANGE_NOT_SATISFIABLE || status == PRECONDITION_FAILED) {
      target = answer.uri();
      return answer;
    }
    try (answer) {
      target = source.uri();
      boolean elsewhere = !Objects.equals(answer.uri().getAuthority(), source.uri().getAuthority());
      if (EXPIRED.contains(status) && (elsewhere || !asked.equals(source.uri()))) {
        throw new RetryableException(
            "%s does not take the link any more (%d)".formatted(answer.uri().getHost(), status),
            (Throwable) null);
      }
      throw Refusal.of(answer, source.name(), web.hasTokenFor(answer.uri()));
    }
  }
}
