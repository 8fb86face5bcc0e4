package llamajar.hub.download;

/// Bytes from `start` up to, but not including, `end`.
record Range(long start, long end) {
  long length() {
    return end - start;
  }

  /// As a request asks for it, where both ends are included.
  String header() {
    return "bytes=%d-%d".formatted(start, end - 1);
  }
}
