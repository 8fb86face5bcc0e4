package llamajar.cli;

import java.lang.module.ModuleDescriptor;
import java.util.Optional;

/// The version of this program.
final class Version {
  private Version() {}

  /// The version that the build wrote into the module, or into the manifest of the one jar;
  /// "unknown" if there is neither.
  static String current() {
    ModuleDescriptor descriptor = Version.class.getModule().getDescriptor();
    Optional<String> version =
        descriptor == null
            ? Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
            : descriptor.rawVersion();
    return version.orElse("unknown");
  }
}
