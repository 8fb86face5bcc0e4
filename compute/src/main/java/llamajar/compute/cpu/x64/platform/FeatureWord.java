package llamajar.compute.cpu.x64.platform;

/// The 32-bit words in which a processor lists its features, a bit for each.
enum FeatureWord {
  LEAF_1_ECX,
  LEAF_7_0_EBX,
  LEAF_7_0_ECX,
  LEAF_7_0_EDX,
  LEAF_7_1_EAX;

  /// The word; 0 where the processor does not have it.
  int read(Cpuid cpuid) {
    return switch (this) {
      case LEAF_1_ECX -> cpuid.query(1, 0).ecx();
      case LEAF_7_0_EBX -> hasLeaf7(cpuid) ? cpuid.query(7, 0).ebx() : 0;
      case LEAF_7_0_ECX -> hasLeaf7(cpuid) ? cpuid.query(7, 0).ecx() : 0;
      case LEAF_7_0_EDX -> hasLeaf7(cpuid) ? cpuid.query(7, 0).edx() : 0;
      case LEAF_7_1_EAX ->
          hasLeaf7(cpuid) && cpuid.query(7, 0).eax() >= 1 ? cpuid.query(7, 1).eax() : 0;
    };
  }

  /// A processor answers a leaf that it does not have with one that it has.
  private static boolean hasLeaf7(Cpuid cpuid) {
    return cpuid.query(0, 0).eax() >= 7;
  }
}
