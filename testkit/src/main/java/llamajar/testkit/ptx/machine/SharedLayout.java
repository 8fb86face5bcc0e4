package llamajar.testkit.ptx.machine;

import java.util.LinkedHashMap;
import java.util.Map;

/// Where a kernel's shared variables lie. Between them is space that nobody may touch.
public final class SharedLayout {
  /// Address 0 stays a mistake.
  private static final long BASE = 1024;

  private static final long GAP = 256;

  /// A variable.
  ///
  /// @param start its address in shared memory
  public record Variable(String name, long start, long bytes) {}

  private final Map<String, Variable> variables = new LinkedHashMap<>();
  private long end = BASE;
  private long staticBytes;

  /// Appends a variable.
  public void add(String name, long bytes, int alignment) {
    long start = aligned(end, alignment);
    variables.put(name, new Variable(name, start, bytes));
    end = start + bytes + GAP;
    staticBytes = aligned(staticBytes, alignment) + bytes;
  }

  /// Bytes that the variables need on a device, which leaves no gaps.
  public long staticBytes() {
    return staticBytes;
  }

  /// Where dynamic shared memory begins.
  public long dynamicStart() {
    return aligned(end, 128);
  }

  /// The variables by name.
  public Map<String, Variable> variables() {
    return variables;
  }

  private static long aligned(long value, long alignment) {
    return (value + alignment - 1) / alignment * alignment;
  }
}
