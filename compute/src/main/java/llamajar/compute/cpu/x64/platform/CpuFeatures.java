package llamajar.compute.cpu.x64.platform;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import llamajar.compute.cpu.x64.platform.Cpuid.Registers;

/// What the processor has and the operating system allows.
///
/// @param vendor the maker's twelve letters, such as `GenuineIntel`
/// @param brand the name that the processor is sold by; empty if it does not tell
/// @param missing each feature that must not be used, and why
/// @param caches the data caches of a core
public record CpuFeatures(
    String vendor, String brand, Map<CpuFeature, String> missing, CpuCaches caches) {

  /// Features, or the reason why nothing is known about them.
  public sealed interface Detection {
    /// The features of this machine.
    record Found(CpuFeatures features) implements Detection {}

    /// Machine code can't be used here.
    ///
    /// @param reason one line, such as "not an x86-64 processor"
    record Unavailable(String reason) implements Detection {}
  }

  private static final class Detected {
    static final Detection ONCE =
        detect(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
  }

  private static final int OSXSAVE = 27;

  private static final int FIRST_BRAND_LEAF = 0x80000002;
  private static final int LAST_BRAND_LEAF = 0x80000004;

  /// Makes the map unmodifiable.
  public CpuFeatures {
    missing = missing.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(missing));
  }

  /// Asks the processor and the operating system, the first time. Where the processor has AMX, this
  /// also asks for the permission to use it.
  public static Detection detect() {
    return Detected.ONCE;
  }

  /// Whether all of some features may be used.
  public boolean has(CpuFeature... features) {
    return whyNot(features).isEmpty();
  }

  /// Why the first of some features that may not be used may not; empty if all may.
  public Optional<String> whyNot(CpuFeature... features) {
    for (CpuFeature feature : features) {
      String reason = missing.get(feature);
      if (reason != null) {
        return Optional.of(reason);
      }
    }
    return Optional.empty();
  }

  /// Nothing native is touched unless the names are those of a known system.
  static Detection detect(String systemName, String architecture) {
    try {
      OperatingSystem system = OperatingSystem.of(systemName, architecture);
      try (EmittedCpuid cpuid = new EmittedCpuid(system)) {
        return new Detection.Found(read(cpuid, () -> AmxPermission.request(system)));
      }
    } catch (PlatformException e) {
      return new Detection.Unavailable(e.reason());
    }
  }

  /// @param amxRefusal why the system does not permit AMX, or empty; asked only where the processor
  ///   has it
  static CpuFeatures read(Cpuid cpuid, Supplier<Optional<String>> amxRefusal) {
    boolean tellsSaved = (FeatureWord.LEAF_1_ECX.read(cpuid) >>> OSXSAVE & 1) != 0;
    long saved = tellsSaved ? cpuid.savedRegisters() : 0;
    Map<CpuFeature, String> missing = new EnumMap<>(CpuFeature.class);
    for (CpuFeature feature : CpuFeature.values()) {
      if (!feature.isIn(cpuid)) {
        missing.put(feature, "the processor has no " + feature.label());
      } else if (!feature.state().isSaved(saved)) {
        missing.put(
            feature,
            "%s: the operating system does not save %s registers (XCR0 is 0x%x)"
                .formatted(feature.label(), feature.state().label(), saved));
      }
    }
    if (!missing.containsKey(CpuFeature.AMX_TILE)) {
      amxRefusal.get().ifPresent(reason -> refuseAmx(missing, reason));
    }
    return new CpuFeatures(vendor(cpuid), brand(cpuid), missing, CpuCaches.read(cpuid));
  }

  private static void refuseAmx(Map<CpuFeature, String> missing, String reason) {
    for (CpuFeature feature : CpuFeature.values()) {
      if (feature.state() == RegisterState.AMX) {
        missing.putIfAbsent(feature, feature.label() + ": " + reason);
      }
    }
  }

  private static String vendor(Cpuid cpuid) {
    Registers letters = cpuid.query(0, 0);
    return text(letters.ebx(), letters.edx(), letters.ecx());
  }

  private static String brand(Cpuid cpuid) {
    if (Integer.compareUnsigned(cpuid.query(0x80000000, 0).eax(), LAST_BRAND_LEAF) < 0) {
      return "";
    }
    StringBuilder brand = new StringBuilder();
    for (int leaf = FIRST_BRAND_LEAF; leaf <= LAST_BRAND_LEAF; leaf++) {
      Registers letters = cpuid.query(leaf, 0);
      brand.append(text(letters.eax(), letters.ebx(), letters.ecx(), letters.edx()));
    }
    return brand.toString().replace("\0", "").strip();
  }

  private static String text(int... words) {
    ByteBuffer letters =
        ByteBuffer.allocate(Integer.BYTES * words.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int word : words) {
      letters.putInt(word);
    }
    return new String(letters.array(), StandardCharsets.ISO_8859_1);
  }
}
