package llamajar.compute.cpu.x64.platform;

/// Pages of memory from the operating system, with the accesses that they allow.
///
/// Addresses and sizes are multiples of [#PAGE_BYTES].
sealed interface SystemPages permits PosixPages, WindowsPages {
  /// The smallest page of every x86-64 system.
  long PAGE_BYTES = 4096;

  /// What a page allows. None allows writing and executing at once.
  enum Access {
    NONE,
    READ_WRITE,
    READ_EXECUTE;

    /// What to say when the system does not grant it.
    String refusal() {
      return switch (this) {
        case NONE -> "the system refuses to close memory";
        case READ_WRITE -> "the system gives no memory";
        case READ_EXECUTE -> "the system refuses to make memory executable";
      };
    }
  }

  /// The pages of a system, which must be the one that this JVM runs on.
  ///
  /// @throws PlatformException if the JVM may not call the system
  static SystemPages of(OperatingSystem system) throws PlatformException {
    return switch (system) {
      case LINUX, MACOS -> new PosixPages(system);
      case WINDOWS -> new WindowsPages();
    };
  }

  /// Takes pages that allow no access yet; once they do, they hold zeros.
  ///
  /// @return the address of the first
  /// @throws PlatformException if the system has no room for them
  long reserve(long bytes) throws PlatformException;

  /// Changes what pages allow.
  ///
  /// @throws PlatformException if the system refuses
  void protect(long address, long bytes, Access access) throws PlatformException;

  /// Gives pages back that [#reserve(long)] returned, all of them.
  ///
  /// @throws PlatformException if the system does not know them
  void release(long address, long bytes) throws PlatformException;

  /// The least multiple of the page size that is not less.
  static long wholePages(long bytes) {
    return Math.addExact(bytes, PAGE_BYTES - 1) & -PAGE_BYTES;
  }
}
