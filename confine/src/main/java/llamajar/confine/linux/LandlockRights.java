package llamajar.confine.linux;

import llamajar.confine.policy.Access;

/// The rights of Landlock, as bits, and since which version of its interface (ABI) each can be
/// taken away.
final class LandlockRights {
  private static final long EXECUTE = 1;
  private static final long WRITE_FILE = 1 << 1;
  private static final long READ_FILE = 1 << 2;
  private static final long READ_DIR = 1 << 3;
  private static final long REMOVE_DIR = 1 << 4;
  private static final long REMOVE_FILE = 1 << 5;
  private static final long MAKE_DIR = 1 << 7;
  private static final long MAKE_REG = 1 << 8;

  /// Moving to another directory.
  private static final long REFER = 1 << 13;

  private static final long TRUNCATE = 1 << 14;
  private static final long IOCTL_DEV = 1 << 15;

  /// What a rule for something that is no directory may name.
  private static final long OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV;

  private static final long BIND_AND_CONNECT_TCP = 3;
  private static final long ABSTRACT_SOCKETS = 1;
  private static final long SIGNALS = 2;

  private static final int ABI_WITH_REFER = 2;
  private static final int ABI_WITH_TRUNCATE = 3;
  private static final int ABI_WITH_TCP = 4;
  private static final int ABI_WITH_IOCTL = 5;
  private static final int ABI_WITH_SCOPES = 6;

  private LandlockRights() {}

  /// All rights to files that this version can take away.
  static long ofFiles(int abi) {
    long all = REFER - 1;
    all |= abi >= ABI_WITH_REFER ? REFER : 0;
    all |= abi >= ABI_WITH_TRUNCATE ? TRUNCATE : 0;
    all |= abi >= ABI_WITH_IOCTL ? IOCTL_DEV : 0;
    return all;
  }

  /// The rights to TCP that this version can take away; 0 if none.
  static long ofTcp(int abi) {
    return abi >= ABI_WITH_TCP ? BIND_AND_CONNECT_TCP : 0;
  }

  /// What this version can keep inside the process; 0 if nothing.
  ///
  /// @param signalsBetweenThreads whether its threads could still send signals to each other, which
  ///   a JVM must; kernels before the correction refused that
  static long scopes(int abi, boolean signalsBetweenThreads) {
    if (abi < ABI_WITH_SCOPES) {
      return 0;
    }
    return signalsBetweenThreads ? ABSTRACT_SOCKETS | SIGNALS : ABSTRACT_SOCKETS;
  }

  /// What a grant gives.
  ///
  /// @param directory whether it is for one
  static long of(Access access, boolean directory, int abi) {
    long read = READ_FILE | READ_DIR;
    long rights =
        switch (access) {
          case READ -> read;
          case WRITE ->
              read | WRITE_FILE | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_REG | REFER | TRUNCATE;
          case DEVICE -> read | WRITE_FILE | TRUNCATE | IOCTL_DEV;
        };
    long known = rights & ofFiles(abi);
    return directory ? known : known & OF_FILES;
  }

  /// What this version keeps, in words.
  static String describe(int abi) {
    StringBuilder text = new StringBuilder("files");
    text.append(abi >= ABI_WITH_TCP ? ", TCP" : "");
    text.append(abi >= ABI_WITH_SCOPES ? ", abstract sockets" : "");
    return text.toString();
  }
}
