package llamajar.confine.filter;

import java.util.Optional;

/// The processors whose system calls are known here, since each numbers them its own way.
public enum Processor {
  X86_64(0xC000003E),
  AARCH64(0xC00000B7);

  private final int auditArchitecture;

  Processor(int auditArchitecture) {
    this.auditArchitecture = auditArchitecture;
  }

  /// What the kernel calls it: `AUDIT_ARCH_…`.
  public int auditArchitecture() {
    return auditArchitecture;
  }

  /// The processor that Java calls so.
  public static Optional<Processor> named(String osArch) {
    return switch (osArch) {
      case "amd64", "x86_64" -> Optional.of(X86_64);
      case "aarch64" -> Optional.of(AARCH64);
      default -> Optional.empty();
    };
  }
}
