package llamajar.testkit.hub;

import java.util.Map;

/// What goes wrong with one request for content.
public sealed interface Fault {
  /// Nothing: this one succeeds.
  record Nothing() implements Fault {}

  /// An error instead of an answer.
  record Status(int code, Map<String, String> headers) implements Fault {}

  /// The connection breaks after some bytes of the body.
  record CutAfter(int bytes) implements Fault {}

  /// Nothing comes any more after some bytes, until the client has had enough.
  ///
  /// @param stalled runs when they were sent
  record StallAfter(int bytes, Runnable stalled) implements Fault {}

  /// The server is wrong about the length of the file.
  record Length(long stated) implements Fault {}

  /// One byte arrives as another.
  record Corruption() implements Fault {}

  /// The file is replaced before the request is answered.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Change(byte[] content) implements Fault {}
}
