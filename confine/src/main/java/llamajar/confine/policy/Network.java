package llamajar.confine.policy;

/// What may be done with sockets. Those that are open stay so: what they are connected to can be
/// written to and read from.
public enum Network {
  /// No socket is made, connected, bound or accepted from.
  NONE,
  /// Sockets that listen already accept; no other is made, connected or bound.
  ACCEPT
}
