package llamajar.compute.cpu.x64.platform;

import java.util.HexFormat;

/// The machine code that asks the processor what it is.
///
/// Both functions take the address of four 32-bit numbers, `int[4]`, and write their answer there.
/// They use no register that a function must preserve in either calling convention but RBX, which
/// CPUID overwrites.
final class CpuidStubs {
  private static final String PARAMETERS_TO_R8_UNIX = "49 89 f8"; // mov r8, rdi
  private static final String PARAMETERS_TO_R8_WINDOWS = "49 89 c8"; // mov r8, rcx

  /// In: leaf, subleaf. Out: EAX, EBX, ECX, EDX.
  private static final String CPUID =
      """
      53          push rbx
      41 8b 00    mov eax, [r8]
      41 8b 48 04 mov ecx, [r8+4]
      0f a2       cpuid
      41 89 00    mov [r8], eax
      41 89 58 04 mov [r8+4], ebx
      41 89 48 08 mov [r8+8], ecx
      41 89 50 0c mov [r8+12], edx
      5b          pop rbx
      c3          ret
      """;

  /// In: number of the extended control register. Out: its low and its high half.
  private static final String XGETBV =
      """
      41 8b 08    mov ecx, [r8]
      0f 01 d0    xgetbv
      41 89 00    mov [r8], eax
      41 89 50 04 mov [r8+4], edx
      c3          ret
      """;

  private static final int HEX_COLUMNS = 12;

  private CpuidStubs() {}

  /// Executes CPUID.
  static byte[] cpuid(OperatingSystem system) {
    return code(system, CPUID);
  }

  /// Executes XGETBV, which only processors have whose CPUID says so.
  static byte[] xgetbv(OperatingSystem system) {
    return code(system, XGETBV);
  }

  /// Machine code from a listing that may use R8 as the address of the parameters.
  ///
  /// @param listing one instruction a line: its bytes in the first columns, its text after them
  static byte[] code(OperatingSystem system, String listing) {
    StringBuilder hex =
        new StringBuilder(
            switch (system) {
              case LINUX, MACOS -> PARAMETERS_TO_R8_UNIX;
              case WINDOWS -> PARAMETERS_TO_R8_WINDOWS;
            });
    listing.lines().forEach(line -> hex.append(line, 0, HEX_COLUMNS));
    return HexFormat.of().parseHex(hex.toString().replace(" ", ""));
  }
}
