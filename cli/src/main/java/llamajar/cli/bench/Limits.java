package llamajar.cli.bench;

import java.util.List;

/// What a device can do at best. Each limit is measured when it is first asked for.
interface Limits {

  /// Bytes per second that it can take from its memory.
  double bytesPerSecond();

  /// Operations per second; a multiplication and the addition after it count as two.
  double operationsPerSecond();

  /// Whether software plays the device, so that nothing that is measured means anything.
  boolean isSimulated();

  /// Whether it is the processor, which has threads.
  boolean isProcessor();

  /// What was measured, a line each, for people.
  List<String> describe();
}
