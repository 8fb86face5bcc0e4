package llamajar.testkit.ptx;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryInstructionsTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "st.global.u32 [%rd0], 0x8081ff7f; ld.global.s8 %r1, [%rd0]; | 127",
        "st.global.u32 [%rd0], 0x8081ff7f; ld.global.s8 %r1, [%rd0+1]; | -1",
        "st.global.u32 [%rd0], 0x8081ff7f; ld.global.u8 %r1, [%rd0+1]; | 255",
        "st.global.u32 [%rd0], 0x8081ff7f; ld.global.nc.s16 %r1, [%rd0+2]; | -32639",
        "st.global.u32 [%rd0], 0x8081ff7f; ld.global.u16 %r1, [%rd0+2]; | 32897",
        "st.global.v2.u32 [%rd0], {5, 6}; ld.global.u64 %rd2, [%rd0]; shr.u64 %rd2, %rd2, 32; cvt.u32.u64 %r1, %rd2; | 6",
        "st.global.v4.u32 [%rd0], {5, 6, 7, 8}; ld.global.v4.u32 {_, _, %r1, _}, [%rd0]; | 7",
        "st.global.v2.u64 [%rd0], {%rd0, 9}; ld.global.u32 %r1, [%rd0+8]; | 9",
        "st.global.s32 [%rd0], -5; ld.global.s32 %rd2, [%rd0]; shr.s64 %rd2, %rd2, 32; cvt.u32.u64 %r1, %rd2; | -1",
        "st.shared.u8 [shared+3], 200; ld.shared.u8 %r1, [shared+3]; | 200",
        "mov.u64 %rd2, shared; cvta.shared.u64 %rd2, %rd2; st.u32 [%rd2+8], 12; ld.shared.u32 %r1, [shared+8]; | 12",
        "mov.u64 %rd2, shared; cvta.shared.u64 %rd3, %rd2; cvta.to.shared.u64 %rd3, %rd3; sub.u64 %rd3, %rd3, %rd2; cvt.u32.u64 %r1, %rd3; | 0",
        "cvta.to.global.u64 %rd2, %rd0; st.global.u32 [%rd2], 4; ld.u32 %r1, [%rd0]; | 4",
        "{ .local .align 4 .b8 own[16]; .reg .b64 own1; mov.u64 own1, own; cvta.local.u64 own1, own1; st.u32 [own1+4], 3; ld.local.u32 %r1, [own+4]; } | 3",
        "ld.param.u64 %rd2, [buffer]; sub.u64 %rd2, %rd2, %rd0; cvt.u32.u64 %r1, %rd2; | 0",
        "mov.b64 %rd2, buffer; ld.param.u32 %r1, [%rd2+4]; cvt.u32.u64 %r2, %rd0; shr.u64 %rd3, %rd0, 32; cvt.u32.u64 %r2, %rd3; sub.u32 %r1, %r1, %r2; | 0",
        "mov.u64 %rd2, shared; cvta.shared.u64 %rd2, %rd2; isspacep.shared %p1, %rd2; selp.u32 %r1, 1, 0, %p1; | 1",
        "isspacep.shared %p1, %rd0; selp.u32 %r1, 1, 0, %p1; | 0",
        "isspacep.global %p1, %rd0; selp.u32 %r1, 1, 0, %p1; | 1",
        "st.volatile.global.u32 [%rd0], 2; ld.acquire.gpu.global.u32 %r1, [%rd0]; | 2",
        "st.global.u32 [%rd0], 2; ld.global.nc.L1::no_allocate.L2::128B.u32 %r1, [%rd0]; | 2",
        "prefetch.global.L2 [%rd0]; membar.gl; fence.acq_rel.gpu; nanosleep.u32 20; mov.u32 %r1, 1; | 1",
        "st.global.b16 [%rd0], 0x3c00; { .reg .b16 h; ld.global.b16 h, [%rd0]; cvt.f32.f16 %f1, h; } mov.b32 %r1, %f1; | 0x3f800000",
      })
  void loadsAndStores(String instructions, String expected) {
    assertThat(Body.of(1, instructions + " st.global.u32 [%rd0+64], %r1;").run()[16])
        .isEqualTo(Integer.decode(expected));
  }

  @ParameterizedTest(name = "{0} of {1} and {2} is {3}")
  @CsvSource({
    "add.u32, 5, 7, 12",
    "add.s32, 5, -7, -2",
    "exch.b32, 5, 7, 7",
    "min.s32, -5, 7, -5",
    "min.u32, -5, 7, 7",
    "max.s32, -5, 7, 7",
    "max.u32, -5, 7, -5",
    "and.b32, 6, 3, 2",
    "or.b32, 6, 3, 7",
    "xor.b32, 6, 3, 5",
    "inc.u32, 5, 7, 6",
    "inc.u32, 7, 7, 0",
    "dec.u32, 5, 7, 4",
    "dec.u32, 0, 7, 7",
    "add.f32, 0x3f800000, 0x40000000, 0x40400000",
    "add.noftz.f16x2, 0x3c003c00, 0x3c004000, 0x40004200",
  })
  void updatesAtomically(String form, String old, String operand, String expected) {
    String text =
        "st.global.u32 [%%rd0], %s; atom.global.%s %%r1, [%%rd0], %s; st.global.u32 [%%rd0+4], %%r1;"
            .formatted(old, form, operand);
    int[] words = Body.of(1, text).run();
    assertThat(words).startsWith(Integer.decode(expected), Integer.decode(old));
    String reduction =
        "st.global.u32 [%%rd0], %s; red.global.%s [%%rd0], %s;".formatted(old, form, operand);
    assertThat(Body.of(1, reduction).run()[0]).isEqualTo(Integer.decode(expected));
  }

  @Test
  void comparesAndSwaps() {
    int[] words =
        Body.of(
                1,
                """
                st.global.u32 [%rd0], 5; atom.global.cas.b32 %r1, [%rd0], 5, 9;
                st.global.u32 [%rd0+4], 5; atom.global.cas.b32 %r1, [%rd0+4], 6, 9;
                st.global.u64 [%rd0+8], 5; atom.global.add.u64 %rd2, [%rd0+8], 0x100000000;
                """)
            .run();
    assertThat(words).startsWith(9, 5, 5, 1);
  }

  @Test
  void countsWithAllBlocks() {
    int[] words = Body.of(128, "atom.global.add.u32 %r1, [%rd0], 1;").withBlocks(100).run();
    assertThat(words[0]).isEqualTo(12_800);
  }

  @Test
  void usesDynamicSharedMemory() {
    int[] words =
        Body.of(
                64,
                """
                mov.u32 %r1, dynamic; shl.b32 %r2, %r0, 2; add.u32 %r3, %r1, %r2;
                st.shared.u32 [%r3], %r0; bar.sync 0;
                sub.u32 %r4, 252, %r2; add.u32 %r4, %r1, %r4; ld.shared.u32 %r5, [%r4];
                st.global.u32 [%rd1], %r5;
                """)
            .withDynamicBytes(256)
            .run();
    assertThat(words).startsWith(63, 62, 61);
  }

  @Test
  void knowsConstantsOfTheModule() {
    PtxSimulator device = new PtxSimulator(DeviceLimits.of(75));
    PtxModule module =
        device.load(
            """
            .version 7.0
            .target sm_75
            .address_size 64
            .const .align 4 .b8 table[16] = {1, 2, 3, 4, 255};
            .global .align 4 .u32 words[3] = {7, 0xffffffff};
            .visible .entry k(.param .u32 n, .param .align 8 .b8 rest[24], .param .u8 last) { ret; }
            """);
    byte[] content = new byte[16];
    module.variable("table").orElseThrow().read(0, content, 0, 16);
    assertThat(content).startsWith(1, 2, 3, 4, 255).endsWith(0, 0);
    module.variable("words").orElseThrow().read(0, content, 0, 12);
    assertThat(content).startsWith(7, 0, 0, 0, -1, -1, -1, -1, 0);
    assertThat(module.kernel("k").orElseThrow().parameterBytes()).isEqualTo(33);
    assertThat(module.version()).isEqualTo(70);
  }

  @Test
  void countsBytesAndSectors() {
    PtxSimulator device = new PtxSimulator(DeviceLimits.of(80));
    Body.of(32, "ld.global.u32 %r1, [%rd1]; st.global.u8 [%rd1], %r1;").run(device);
    KernelCounts counts = device.counts("body");
    assertThat(counts.launches()).isEqualTo(1);
    assertThat(counts.bytesRead()).isEqualTo(128);
    assertThat(counts.bytesWritten()).isEqualTo(32);
    assertThat(counts.sectors()).isEqualTo(8);
    assertThat(counts.instructions()).containsEntry("ld.global.u32", 1L).containsEntry("ret", 1L);
    device.resetCounts();
    assertThat(device.counts("body").launches()).isZero();
  }
}
