package llamajar.compute.cpu.x64.platform;

import java.util.Locale;

/// The operating systems whose calls are known, all on x86-64 processors.
public enum OperatingSystem {
  /// Linux, whatever the C library.
  LINUX,
  /// macOS on Intel processors, or on others through Rosetta.
  MACOS,
  /// 64-bit Windows, which has a calling convention of its own.
  WINDOWS;

  /// The system that this JVM runs on.
  ///
  /// @throws PlatformException if the processor is not an x86-64 one, or the system is another
  public static OperatingSystem current() throws PlatformException {
    return of(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
  }

  static OperatingSystem of(String name, String architecture) throws PlatformException {
    if (!architecture.equals("amd64") && !architecture.equals("x86_64")) {
      throw new PlatformException("not an x86-64 processor (os.arch is '" + architecture + "')");
    }
    String lowerCase = name.toLowerCase(Locale.ROOT);
    if (lowerCase.startsWith("linux")) {
      return LINUX;
    }
    if (lowerCase.startsWith("mac")) {
      return MACOS;
    }
    if (lowerCase.startsWith("windows")) {
      return WINDOWS;
    }
    throw new PlatformException(
        "no system calls known for '" + name + "'; known are Linux, macOS and Windows");
  }
}
