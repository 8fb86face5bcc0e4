package llamajar.cuda.cache;

import static java.nio.charset.StandardCharsets.UTF_8;

import llamajar.cuda.driver.CodeImage;
import llamajar.cuda.driver.ComputeCapability;

/// What compiled code depends on.
///
/// @param module its name
/// @param ptxHash SHA-256 of the text, in hexadecimal
/// @param driverVersion as the driver states it
record CacheKey(String module, String ptxHash, ComputeCapability capability, int driverVersion) {
  private static final int HASH_IN_NAME = 16;

  static CacheKey of(CodeImage.Ptx ptx, ComputeCapability capability, int driverVersion) {
    return new CacheKey(
        ptx.name(), Sha256.hex(ptx.text().getBytes(UTF_8)), capability, driverVersion);
  }

  /// The name of its file.
  String fileName() {
    return "%s-%s-%s-%d.cubin"
        .formatted(
            module.replaceAll("[^A-Za-z0-9_.-]", "_"),
            capability.architecture(),
            ptxHash.substring(0, HASH_IN_NAME),
            driverVersion);
  }

  /// One line with all of it, which its file begins with.
  String header() {
    return "llamajar cubin 1 %s %s %s %d"
        .formatted(module, ptxHash, capability.architecture(), driverVersion);
  }
}
