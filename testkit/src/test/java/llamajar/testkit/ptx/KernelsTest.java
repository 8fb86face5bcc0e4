package llamajar.testkit.ptx;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import llamajar.testkit.ptx.machine.Region;
import llamajar.testkit.ptx.machine.Tally;
import org.junit.jupiter.api.Test;

class KernelsTest {

  /// A matrix times a vector, reduced over warps and then over the block.
  private static final String ROWS =
      """
      .version 7.0
      .target sm_75
      .address_size 64
      .visible .entry rows(.param .u64 x, .param .u64 w, .param .u64 y, .param .u32 n)
      {
        .reg .pred %p<6>; .reg .f32 %f<8>; .reg .b32 %r<16>; .reg .b64 %rd<12>;
        .shared .align 4 .f32 partial[32];
        ld.param.u64 %rd1, [x]; ld.param.u64 %rd2, [w]; ld.param.u64 %rd3, [y];
        ld.param.u32 %r1, [n];
        mov.u32 %r2, %tid.x; mov.u32 %r3, %ntid.x; mov.u32 %r4, %ctaid.x;
        mov.f32 %f1, 0f00000000;
        setp.ge.u32 %p1, %r2, %r1;
        @%p1 bra $reduce;
        mul.lo.u32 %r5, %r4, %r1;
        mov.u32 %r6, %r2;
      $loop:
        mad.wide.u32 %rd4, %r6, 4, %rd1;
        ld.global.nc.f32 %f2, [%rd4];
        add.u32 %r7, %r5, %r6;
        mad.wide.u32 %rd5, %r7, 4, %rd2;
        ld.global.f32 %f3, [%rd5];
        fma.rn.f32 %f1, %f2, %f3, %f1;
        add.u32 %r6, %r6, %r3;
        setp.lt.u32 %p2, %r6, %r1;
        @%p2 bra $loop;
      $reduce:
        mov.b32 %r8, %f1;
        shfl.sync.bfly.b32 %r9, %r8, 16, 31, -1; mov.b32 %f4, %r9; add.f32 %f1, %f1, %f4; mov.b32 %r8, %f1;
        shfl.sync.bfly.b32 %r9, %r8, 8, 31, -1; mov.b32 %f4, %r9; add.f32 %f1, %f1, %f4; mov.b32 %r8, %f1;
        shfl.sync.bfly.b32 %r9, %r8, 4, 31, -1; mov.b32 %f4, %r9; add.f32 %f1, %f1, %f4; mov.b32 %r8, %f1;
        shfl.sync.bfly.b32 %r9, %r8, 2, 31, -1; mov.b32 %f4, %r9; add.f32 %f1, %f1, %f4; mov.b32 %r8, %f1;
        shfl.sync.bfly.b32 %r9, %r8, 1, 31, -1; mov.b32 %f4, %r9; add.f32 %f1, %f1, %f4;
        and.b32 %r10, %r2, 31;
        setp.ne.u32 %p3, %r10, 0;
        @%p3 bra $stored;
        shr.u32 %r11, %r2, 3; mov.u32 %r12, partial; add.u32 %r12, %r12, %r11;
        st.shared.f32 [%r12], %f1;
      $stored:
        bar.sync 0;
        setp.ne.u32 %p4, %r2, 0;
        @%p4 bra $end;
        mov.f32 %f5, 0f00000000; mov.u32 %r13, partial; shr.u32 %r14, %r3, 5;
      $sum:
        ld.shared.f32 %f6, [%r13]; add.f32 %f5, %f5, %f6; add.u32 %r13, %r13, 4;
        sub.u32 %r14, %r14, 1; setp.ne.u32 %p5, %r14, 0;
        @%p5 bra $sum;
        mad.wide.u32 %rd6, %r4, 4, %rd3;
        st.global.f32 [%rd6], %f5;
      $end:
        ret;
      }
      """;

  @Test
  void multipliesRowsWithAVector() {
    int rows = 37;
    int n = 77;
    FloatBuffer x = floats(n);
    FloatBuffer w = floats(rows * n);
    for (int i = 0; i < n; i++) {
      x.put(i, i % 7 - 3);
    }
    for (int i = 0; i < rows * n; i++) {
      w.put(i, i % 11 - 5);
    }
    PtxSimulator device = new PtxSimulator(DeviceLimits.of(75));
    PtxKernel kernel = device.load(ROWS).kernel("rows").orElseThrow();
    Region deviceX = upload(device, x);
    Region deviceW = upload(device, w);
    Region deviceY = device.memory().allocate("y", 4 * rows);

    Tally tally =
        device.launch(
            kernel,
            Grid.of(rows, 64),
            ByteBuffer.allocate(28)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(deviceX.address())
                .putLong(deviceW.address())
                .putLong(deviceY.address())
                .putInt(n)
                .array());

    byte[] bytes = new byte[4 * rows];
    deviceY.read(0, bytes, 0, bytes.length);
    FloatBuffer y = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    for (int row = 0; row < rows; row++) {
      float expected = 0;
      for (int i = 0; i < n; i++) {
        expected += x.get(i) * w.get(row * n + i);
      }
      assertThat(y.get(row)).as("row %d", row).isEqualTo(expected);
    }
    assertThat(tally.bytesRead()).isEqualTo(2L * 4 * rows * n);
    assertThat(tally.bytesWritten()).isEqualTo(4L * rows);
    assertThat(device.counts("rows").instructions()).containsEntry("bar.sync", 2L * rows);
  }

  private static FloatBuffer floats(int count) {
    return FloatBuffer.allocate(count);
  }

  private static Region upload(PtxSimulator device, FloatBuffer values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.capacity()).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values.duplicate().rewind());
    Region region = device.memory().allocate("floats", bytes.capacity());
    region.write(0, bytes.array(), 0, bytes.capacity());
    return region;
  }
}
