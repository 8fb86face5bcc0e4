package llamajar.compute.cpu.x64.platform;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/// A processor that answers what a test tells it to, and like Intel's repeats the answer of its
/// highest basic leaf where it has no such leaf.
final class MadeUpCpuid implements Cpuid {
  private final Map<Long, Registers> answers = new HashMap<>();
  private final int highestBasicLeaf;
  private long savedRegisters = -1;

  MadeUpCpuid(int highestBasicLeaf) {
    this.highestBasicLeaf = highestBasicLeaf;
    // "GenuineIntel"
    answer(0, 0, highestBasicLeaf, 0x756e6547, 0x6c65746e, 0x49656e69);
  }

  MadeUpCpuid answer(int leaf, int subleaf, int eax, int ebx, int ecx, int edx) {
    answers.put(key(leaf, subleaf), new Registers(eax, ebx, ecx, edx));
    return this;
  }

  MadeUpCpuid saving(long registers) {
    savedRegisters = registers;
    return this;
  }

  @Override
  public Registers query(int leaf, int subleaf) {
    Registers none = new Registers(0, 0, 0, 0);
    boolean known = leaf < 0 ? answers.containsKey(key(leaf, 0)) : leaf <= highestBasicLeaf;
    return Objects.requireNonNullElse(
        answers.get(known ? key(leaf, subleaf) : key(highestBasicLeaf, 0)), none);
  }

  @Override
  public long savedRegisters() {
    if (savedRegisters == -1) {
      throw new AssertionError("this processor has no XGETBV");
    }
    return savedRegisters;
  }

  private static long key(int leaf, int subleaf) {
    return (long) leaf << Integer.SIZE | subleaf;
  }
}
