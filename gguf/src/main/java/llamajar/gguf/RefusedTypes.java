package llamajar.gguf;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Scanner;

/// Tensor type ids that this program knows by name but does not read, each with the reason.
final class RefusedTypes {
  private static final Map<Integer, Refusal> BY_ID = new HashMap<>();

  static {
    refuse("was removed in 2023: get a newer file", "4 Q4_2 5 Q4_3");
    refuse(
        "is a format of activations, never of weights: the file is damaged or of a fork",
        "9 Q8_1 15 Q8_K");
    refuse(
        "was a packing for ARM, removed in 2024: get the Q4_0 file",
        "31 Q4_0_4_4 32 Q4_0_4_8 33 Q4_0_8_8");
    refuse(
        "was a packing for ARM, removed in 2024 (or I2_S of a BitNet fork): get the IQ4_NL file",
        "36 IQ4_NL_4_4");
    refuse(
        "was a packing for ARM, removed in 2024: get the IQ4_NL file",
        "37 IQ4_NL_4_8 38 IQ4_NL_8_8");
    refuse(
        "is an activation format of ik_llama.cpp: the file is damaged or meant for that program",
        "97 Q8_0_X4 98 Q8_1_X4 99 Q8_2_X4 136 Q8_K64 147 Q8_K16 148 Q8_K32 149 Q8_KR8 150 Q8_K128"
            + " 151 Q8_KV");
    refuse(
        "exists only in ik_llama.cpp: get the model in another quantization",
        "133 Q6_0 134 IQ1_BN 135 IQ2_BN 137 IQ2_K 138 IQ3_K 139 IQ4_K 140 IQ5_K 141 IQ6_K"
            + " 142 IQ2_TN 143 IQ1_TN 144 IQ4_KS 145 IQ2_KS 146 IQ4_KSS 152 IQ5_KS 153 IQ2_KT"
            + " 154 IQ3_KT 155 IQ4_KT 156 IQ3_KS 157 IQ2_KL 158 IQ1_KT");
    refuse(
        "is a row-interleaved packing of ik_llama.cpp: get the file that was not repacked",
        "202 Q4_0_R8 206 Q5_0_R4 208 Q8_0_R8 210 Q2_K_R4 211 Q3_K_R4 212 Q4_K_R4 213 Q5_K_R4"
            + " 214 Q6_K_R4 216 IQ2_XXS_R4 217 IQ2_XS_R4 218 IQ3_XXS_R4 219 IQ1_S_R4"
            + " 220 IQ4_NL_R4 221 IQ3_S_R4 222 IQ2_S_R4 223 IQ4_XS_R8 229 IQ1_M_R4 230 BF16_R16"
            + " 233 Q6_0_R4 335 IQ2_BN_R4 337 IQ2_K_R4 338 IQ3_K_R4 339 IQ4_K_R4 340 IQ5_K_R4"
            + " 344 IQ4_KS_R4 352 IQ5_KS_R4 353 MXFP4_R8 397 Q8_K_R16 398 Q8_KV_R8 399 Q8_K_R8");
  }

  private record Refusal(String name, String reason) {}

  private RefusedTypes() {}

  /// The name that this id once had or has elsewhere.
  static Optional<String> name(int id) {
    return Optional.ofNullable(BY_ID.get(id)).map(Refusal::name);
  }

  /// Why tensors with this type id can't be read, as the end of a sentence about the tensor.
  static String explain(int id) {
    Refusal refusal = BY_ID.get(id);
    return refusal == null
        ? "has the type id "
            + Integer.toUnsignedString(id)
            + ", which is newer than this program or comes from a fork:"
            + " get the model in another quantization"
        : "has the type %s (id %d), which %s".formatted(refusal.name, id, refusal.reason);
  }

  private static void refuse(String reason, String idsAndNames) {
    Scanner table = new Scanner(idsAndNames);
    while (table.hasNextInt()) {
      BY_ID.put(table.nextInt(), new Refusal(table.next(), reason));
    }
  }
}
