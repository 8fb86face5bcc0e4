package llamajar.cli;

import java.lang.module.ModuleDescriptor;

/// The version of this program.
final class Version {
  private Version() {}

  /// The version that the build wrote into the module; "unknown" without modules.
  static String current() {
    ModuleDescriptor descriptor = Version.class.getModule().getDescriptor();
    return descriptor == null ? "unknown" : descriptor.rawVersion().orElse("unknown");
  }
}
