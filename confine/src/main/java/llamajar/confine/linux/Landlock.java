package llamajar.confine.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import llamajar.confine.filter.Errno;
import llamajar.confine.filter.SystemCall;
import llamajar.confine.policy.Grant;
import llamajar.confine.policy.Policy;

/// Landlock: files are refused but for those that are granted, and TCP where the kernel's version
/// can.
public final class Landlock {
  private static final long QUERY_VERSION = 1;
  private static final long QUERY_ERRATA = 2;

  /// The second correction: threads of a process may send each other signals whatever their rules.
  private static final long SIGNALS_BETWEEN_THREADS = 1 << 1;

  private static final int ABI_WITH_TCP = 4;
  private static final int ABI_WITH_SCOPES = 6;
  private static final long PATH_BENEATH = 1;

  private final Kernel kernel;
  private final int abi;

  private Landlock(Kernel kernel, int abi) {
    this.kernel = kernel;
    this.abi = abi;
  }

  /// The Landlock of a kernel.
  ///
  /// @throws UnavailableException if it has none, or it is switched off or forbidden
  public static Landlock of(Kernel kernel) throws UnavailableException {
    long version = kernel.call(SystemCall.LANDLOCK_CREATE_RULESET, 0, 0, QUERY_VERSION);
    if (Errno.ENOSYS.is(version)) {
      throw new UnavailableException(
          "this kernel has no Landlock (Linux has it from 5.13 on), or a container hides it");
    }
    if (version < 1) {
      throw new UnavailableException("Landlock: " + Errno.meaning(version));
    }
    return new Landlock(kernel, (int) Math.min(version, Integer.MAX_VALUE));
  }

  /// The version of its interface.
  public int version() {
    return abi;
  }

  /// Takes away from every thread what a policy does not grant, for good.
  ///
  /// @return what is in force, in words
  /// @throws UnavailableException if it could not be done for every thread; it may be in force for
  ///   some
  public String enforce(Policy policy) throws UnavailableException {
    long ruleset = ruleset(policy);
    try {
      kernel.renounceNewRights();
      int threads = new EveryThread(kernel).restrict(ruleset);
      return "ABI %d: %s; all %d threads".formatted(abi, LandlockRights.describe(abi), threads);
    } finally {
      kernel.close(ruleset);
    }
  }

  /// Does everything but the last step.
  ///
  /// @throws UnavailableException as [#enforce(Policy)]
  public void rehearse(Policy policy) throws UnavailableException {
    kernel.close(ruleset(policy));
  }

  private long ruleset(Policy policy) throws UnavailableException {
    long ruleset = createRuleset();
    try {
      for (Grant grant : policy.grants()) {
        add(ruleset, grant);
      }
    } catch (UnavailableException e) {
      kernel.close(ruleset);
      throw e;
    }
    return ruleset;
  }

  private long createRuleset() throws UnavailableException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attributes = arena.allocate(3 * Long.BYTES, Long.BYTES);
      attributes.setAtIndex(JAVA_LONG, 0, LandlockRights.ofFiles(abi));
      attributes.setAtIndex(JAVA_LONG, 1, LandlockRights.ofTcp(abi));
      attributes.setAtIndex(JAVA_LONG, 2, LandlockRights.scopes(abi, signalsBetweenThreads()));
      // Older kernels refuse a structure with fields that they don't know.
      int fields = abi >= ABI_WITH_SCOPES ? 3 : abi >= ABI_WITH_TCP ? 2 : 1;
      long ruleset =
          kernel.call(
              SystemCall.LANDLOCK_CREATE_RULESET,
              attributes.address(),
              (long) fields * Long.BYTES,
              0);
      if (ruleset < 0) {
        throw new UnavailableException("landlock_create_ruleset: " + Errno.meaning(ruleset));
      }
      return ruleset;
    }
  }

  private boolean signalsBetweenThreads() {
    long errata = kernel.call(SystemCall.LANDLOCK_CREATE_RULESET, 0, 0, QUERY_ERRATA);
    return errata > 0 && (errata & SIGNALS_BETWEEN_THREADS) != 0;
  }

  private void add(long ruleset, Grant grant) throws UnavailableException {
    long place = kernel.openPlace(grant.path());
    if (Errno.ENOENT.is(place) || Errno.ENOTDIR.is(place) || Errno.EACCES.is(place)) {
      // What is not there, or not for this user, can't be granted and needs not be refused.
      return;
    }
    if (place < 0) {
      throw new UnavailableException(grant.path() + ": " + Errno.meaning(place));
    }
    try (Arena arena = Arena.ofConfined()) {
      long rights = LandlockRights.of(grant.access(), Files.isDirectory(grant.path()), abi);
      MemorySegment rule = arena.allocate(Long.BYTES + Integer.BYTES, Long.BYTES);
      rule.set(JAVA_LONG_UNALIGNED, 0, rights);
      rule.set(JAVA_INT_UNALIGNED, Long.BYTES, (int) place);
      long result =
          kernel.call(SystemCall.LANDLOCK_ADD_RULE, ruleset, PATH_BENEATH, rule.address(), 0);
      if (result < 0) {
        throw new UnavailableException(
            "landlock_add_rule %s: %s".formatted(grant.path(), Errno.meaning(result)));
      }
    } finally {
      kernel.close(place);
    }
  }
}
