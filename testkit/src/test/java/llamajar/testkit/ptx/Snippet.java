package llamajar.testkit.ptx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import llamajar.testkit.ptx.machine.Region;

/// A few instructions between loading registers `a`, `b`, `c` and storing register `d`, one value
/// for each thread of a warp.
final class Snippet {
  private static final int THREADS = 32;

  private Snippet() {}

  /// What `d` holds, extended with zeros, when all of them are registers of a number of bits.
  ///
  /// @param instructions may use the registers `x`, `y` (32 bits), `X`, `Y` (64 bits), `h`, `i` (16
  ///   bits) and `p`, `q` (predicates) too, and `t`, the number of the thread
  static long[] run(int bits, String instructions, long[] a, long[] b, long[] c) {
    return run("b" + bits, "b" + bits, instructions, a, b, c);
  }

  /// The same with sources and result of different types.
  static long[] run(
      String sourceType, String resultType, String instructions, long[] a, long[] b, long[] c) {
    String ptx =
        """
        .version 7.0
        .target sm_80
        .address_size 64
        .visible .entry snippet(.param .u64 from, .param .u64 to)
        {
          .reg .u32 t, x, y; .reg .u64 X, Y, start; .reg .b16 h, i; .reg .pred p, q;
          .reg .%1$s a, b, c; .reg .%2$s d;
          mov.u32 t, %%tid.x;
          ld.param.u64 start, [from];
          mad.wide.u32 X, t, 8, start;
          ld.global.%1$s a, [X]; ld.global.%1$s b, [X+256]; ld.global.%1$s c, [X+512];
          %3$s
          ld.param.u64 start, [to];
          mad.wide.u32 X, t, 8, start;
          st.global.%2$s [X], d;
          ret;
        }
        """
            .formatted(sourceType, resultType, instructions);
    PtxSimulator device = new PtxSimulator(DeviceLimits.of(80));
    PtxKernel kernel = device.load(ptx).kernel("snippet").orElseThrow();
    byte[] bytes = new byte[3 * 8 * THREADS];
    ByteBuffer input = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < THREADS; i++) {
      input.putLong(8 * i, a[i % a.length]);
      input.putLong(256 + 8 * i, b[i % b.length]);
      input.putLong(512 + 8 * i, c[i % c.length]);
    }
    Region from = device.memory().allocate("the input", bytes.length);
    from.write(0, bytes, 0, bytes.length);
    Region to = device.memory().allocate("the output", 8 * THREADS);
    to.fill(0, to.size(), (byte) 0);
    device.launch(
        kernel,
        Grid.of(1, THREADS),
        ByteBuffer.allocate(16)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(from.address())
            .putLong(to.address())
            .array());
    byte[] output = new byte[8 * THREADS];
    to.read(0, output, 0, output.length);
    long[] results = new long[THREADS];
    ByteBuffer.wrap(output).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(results);
    return results;
  }

  /// The result of the first thread for one value of each source.
  static long one(int bits, String instructions, long a, long b, long c) {
    return run(bits, instructions, new long[] {a}, new long[] {b}, new long[] {c})[0];
  }
}
