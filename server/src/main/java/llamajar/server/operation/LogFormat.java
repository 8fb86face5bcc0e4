package llamajar.server.operation;

/// How the log is written.
public enum LogFormat {
  /// A line for people.
  TEXT,
  /// A JSON object in each line.
  JSON,
  /// Nothing.
  NONE
}
