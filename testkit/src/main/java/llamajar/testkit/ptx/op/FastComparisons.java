package llamajar.testkit.ptx.op;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Loops over 32 threads for the comparisons that kernels are made of. Their results are those of
/// the plain forms.
final class FastComparisons {
  private static final int N = 32;

  private static final Map<String, MaskFunction> FORMS =
      Map.ofEntries(
          Map.entry("setp.eq.s32", FastComparisons::equal),
          Map.entry("setp.eq.u32", FastComparisons::equal),
          Map.entry("setp.eq.b32", FastComparisons::equal),
          Map.entry("setp.ne.s32", (w, l, a, b) -> ~equal(w, l, a, b)),
          Map.entry("setp.ne.u32", (w, l, a, b) -> ~equal(w, l, a, b)),
          Map.entry("setp.ne.b32", (w, l, a, b) -> ~equal(w, l, a, b)),
          Map.entry("setp.lt.s32", FastComparisons::less),
          Map.entry("setp.ge.s32", (w, l, a, b) -> ~less(w, l, a, b)),
          Map.entry("setp.gt.s32", (w, l, a, b) -> less(w, l, b, a)),
          Map.entry("setp.le.s32", (w, l, a, b) -> ~less(w, l, b, a)),
          Map.entry("setp.lt.u32", FastComparisons::lessUnsigned),
          Map.entry("setp.ge.u32", (w, l, a, b) -> ~lessUnsigned(w, l, a, b)),
          Map.entry("setp.gt.u32", (w, l, a, b) -> lessUnsigned(w, l, b, a)),
          Map.entry("setp.le.u32", (w, l, a, b) -> ~lessUnsigned(w, l, b, a)));

  private FastComparisons() {}

  /// The loop of a form, or null.
  static @Nullable MaskFunction find(String form) {
    return FORMS.get(form);
  }

  /// All forms that have a loop.
  static Map<String, MaskFunction> all() {
    return FORMS;
  }

  private static int equal(int[] w, long[] l, int a, int b) {
    int mask = 0;
    for (int i = 0; i < N; i++) {
      mask |= w[a + i] == w[b + i] ? 1 << i : 0;
    }
    return mask;
  }

  private static int less(int[] w, long[] l, int a, int b) {
    int mask = 0;
    for (int i = 0; i < N; i++) {
      mask |= w[a + i] < w[b + i] ? 1 << i : 0;
    }
    return mask;
  }

  private static int lessUnsigned(int[] w, long[] l, int a, int b) {
    int mask = 0;
    for (int i = 0; i < N; i++) {
      mask |= Integer.compareUnsigned(w[a + i], w[b + i]) < 0 ? 1 << i : 0;
    }
    return mask;
  }
}
