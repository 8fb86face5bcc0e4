package llamajar.testkit.ptx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import llamajar.testkit.ptx.machine.Region;

/// A kernel of a few instructions that works on one buffer, whose address is in `%rd0`.
///
/// `%r0` is the number of the thread in its block, `%rd1` the address of the buffer's word with
/// that number. The buffer's first half is zero, the second was never written.
record Body(String instructions, int threads, int blocks, int bufferBytes, int dynamicBytes) {

  /// One block.
  static Body of(int threads, String instructions) {
    return new Body(instructions, threads, 1, 8192, 0);
  }

  Body withDynamicBytes(int bytes) {
    return new Body(instructions, threads, blocks, bufferBytes, bytes);
  }

  Body withBlocks(int count) {
    return new Body(instructions, threads, count, bufferBytes, dynamicBytes);
  }

  /// The words of the buffer's first half after the kernel has run.
  int[] run() {
    return run(new PtxSimulator(DeviceLimits.of(80)));
  }

  int[] run(PtxSimulator device) {
    String ptx =
        """
        .version 7.0
        .target sm_80
        .address_size 64
        .extern .shared .align 16 .b8 dynamic[];
        .visible .entry body(.param .u64 buffer)
        {
          .reg .b32 %%r<32>; .reg .b64 %%rd<16>; .reg .f32 %%f<16>; .reg .pred %%p<8>;
          .shared .align 16 .b8 shared[1024];
          ld.param.u64 %%rd0, [buffer];
          mov.u32 %%r0, %%tid.x;
          mad.wide.u32 %%rd1, %%r0, 4, %%rd0;
          %s
          ret;
        }
        """
            .formatted(instructions);
    PtxKernel kernel = device.load(ptx).kernel("body").orElseThrow();
    kernel.allowDynamicBytes(dynamicBytes);
    Region buffer = device.memory().allocate("the buffer", bufferBytes);
    buffer.fill(0, bufferBytes / 2, (byte) 0);
    byte[] arguments =
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(buffer.address()).array();
    device.launch(kernel, new Grid(blocks, 1, 1, threads, 1, 1, dynamicBytes), arguments);
    byte[] bytes = new byte[bufferBytes / 2];
    buffer.read(0, bytes, 0, bytes.length);
    int[] words = new int[bytes.length / 4];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(words);
    return words;
  }
}
