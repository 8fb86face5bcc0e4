package llamajar.testkit.ptx;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import llamajar.testkit.ptx.machine.Tally;

/// What a kernel did in all its launches.
public final class KernelCounts {
  private final String kernel;
  private final Map<String, Long> instructions = new TreeMap<>();
  private long launches;
  private long bytesRead;
  private long bytesWritten;
  private long sectors;

  KernelCounts(String kernel) {
    this.kernel = kernel;
  }

  synchronized void add(PtxKernel launched, Tally tally) {
    launches++;
    bytesRead += tally.bytesRead();
    bytesWritten += tally.bytesWritten();
    sectors += tally.sectors();
    List<String> forms = launched.forms();
    long[] executed = tally.executed();
    for (int i = 0; i < executed.length; i++) {
      if (executed[i] != 0) {
        instructions.merge(forms.get(i), executed[i], Long::sum);
      }
    }
  }

  /// The kernel's name.
  public String kernel() {
    return kernel;
  }

  /// How often it was launched.
  public synchronized long launches() {
    return launches;
  }

  /// Bytes of global memory that its threads read.
  public synchronized long bytesRead() {
    return bytesRead;
  }

  /// Bytes of global memory that its threads wrote.
  public synchronized long bytesWritten() {
    return bytesWritten;
  }

  /// Sectors of 32 bytes of global memory that it went to; see [Tally#sectors()].
  public synchronized long sectors() {
    return sectors;
  }

  /// How often warps executed each form of instruction.
  public synchronized Map<String, Long> instructions() {
    return Map.copyOf(instructions);
  }
}
