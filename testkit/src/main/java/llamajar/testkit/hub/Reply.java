package llamajar.testkit.hub;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What a server sends.
///
/// @param sent how many bytes of the body are sent
/// @param afterwards runs when these were sent, and the connection stays open until the client
///   drops it; empty if it is closed at once
@SuppressWarnings("ArrayRecordComponent") // never compared
record Reply(
    int status, Map<String, String> headers, byte[] body, int sent, Optional<Runnable> afterwards) {
  static Reply of(int status, Map<String, String> headers, byte[] body) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.putIfAbsent("Content-Length", Integer.toString(body.length));
    return new Reply(status, all, body, body.length, Optional.empty());
  }

  Reply with(String name, String value) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put(name, value);
    return new Reply(status, all, body, sent, afterwards);
  }

  Reply cutAfter(int bytes) {
    return new Reply(status, headers, body, Math.min(bytes, body.length), afterwards);
  }

  Reply stallAfter(int bytes, Runnable stalled) {
    return new Reply(status, headers, body, Math.min(bytes, body.length), Optional.of(stalled));
  }
}
