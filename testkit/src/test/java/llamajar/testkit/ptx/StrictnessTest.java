package llamajar.testkit.ptx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import llamajar.testkit.ptx.machine.Fault.Kind;
import llamajar.testkit.ptx.machine.Region;
import llamajar.testkit.ptx.machine.SimulationException;
import llamajar.testkit.ptx.op.UnknownFormException;
import llamajar.testkit.ptx.syntax.PtxSyntaxException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrictnessTest {

  private static void assertFault(Kind kind, Body body, String... parts) {
    assertThatThrownBy(body::run)
        .isInstanceOfSatisfying(
            SimulationException.class, e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind))
        .satisfies(e -> {
          for (String part : parts) {
            assertThat(e).hasMessageContaining(part);
          }
        });
  }

  @Test
  void saysWhere() {
    Body body = Body.of(64, "st.global.u32 [%rd1+8000], %r0;").withBlocks(1);
    assertFault(
        Kind.OUT_OF_BOUNDS,
        body,
        "body, block (0, 0, 0), thread (48, 0, 0), PTX line 12, st.global.u32: OUT_OF_BOUNDS",
        "8192 bytes after the start of the buffer, which has 8192 bytes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ld.global.u32 %r1, [%rd0+8192];",
        "ld.global.u32 %r1, [%rd0+-4];",
        "ld.global.v4.u32 {%r1, %r2, %r3, %r4}, [%rd0+8188];",
        "mov.u64 %rd2, 0; ld.global.u32 %r1, [%rd2];",
        "mov.u64 %rd2, 0; ld.u32 %r1, [%rd2];",
        "st.global.u8 [%rd0+8192], %r0;",
        "red.global.add.u32 [%rd0+8192], %r0;",
        "st.shared.u32 [shared+1024], %r0;",
        "st.shared.u32 [shared+-4], %r0;",
        "st.shared.u32 [dynamic], %r0;",
        "mov.u32 %r1, 0; st.shared.u32 [%r1], %r0;",
        "st.param.u32 [buffer], %r0;",
        "ld.param.u32 %r1, [buffer+8];",
        "st.local.u32 [%rd0], %r0;",
        "{ .local .align 4 .b8 own[16]; st.local.u32 [own+16], %r0; }",
        "mov.u32 %r1, shared; cp.async.ca.shared.global [%r1], [%rd0+8192], 4;",
        "mov.u32 %r1, shared; cp.async.ca.shared.global [%r1+1024], [%rd0], 4;",
      })
  void findsAccessesOutOfBounds(String instructions) {
    assertFault(Kind.OUT_OF_BOUNDS, Body.of(1, instructions));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ld.global.u32 %r1, [%rd0+2];",
        "ld.global.v2.u32 {%r1, %r2}, [%rd0+4];",
        "st.global.v4.u32 [%rd0+8], {%r0, %r0, %r0, %r0};",
        "st.shared.u32 [shared+2], %r0;",
        "atom.global.add.u32 %r1, [%rd0+2], %r0;",
        "mov.u32 %r1, shared; cp.async.cg.shared.global [%r1+8], [%rd0], 16;",
        "mov.u32 %r1, shared; cp.async.cg.shared.global [%r1], [%rd0+8], 16;",
      })
  void findsMisalignedAddresses(String instructions) {
    assertFault(Kind.MISALIGNED, Body.of(1, instructions));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "add.s32 %r1, %r0, %r9;",
        "st.global.u32 [%rd1], %r9;",
        "ld.global.u32 %r1, [%rd9];",
        "@%p0 mov.u32 %r1, 0;",
        "selp.u32 %r1, %r0, %r0, %p0;",
        "setp.eq.u32 %p1, %r0, 0; selp.u32 %r1, %r9, %r0, %p1;",
        "setp.gt.u32 %p1, %r0, 0; @%p1 mov.u32 %r9, 1; add.s32 %r1, %r9, %r9;",
        "shfl.sync.bfly.b32 %r1, %r9, 1, 31, -1;",
        "ld.global.u32 %r1, [%rd1+4096];",
        "ld.global.v4.u32 {%r1, %r2, %r3, %r4}, [%rd0+4096];",
        "ld.shared.u32 %r1, [shared];",
        "mov.u32 %r1, shared; shl.b32 %r2, %r0, 1; add.u32 %r1, %r1, %r2; st.shared.u8 [%r1], %r0; ld.shared.u16 %r3, [%r1];",
        "atom.shared.add.u32 %r1, [shared], 1;",
        "{ .local .align 4 .b8 own[16]; ld.local.u32 %r1, [own]; }",
      })
  void findsReadsOfWhatNobodyWrote(String instructions) {
    assertFault(Kind.UNINITIALIZED, Body.of(32, instructions));
  }

  @Test
  void namesTheRegister() {
    assertFault(Kind.UNINITIALIZED, Body.of(1, "add.s32 %r1, %r0, %r9;"), "the register %r9");
  }

  @Test
  void findsUseOfFreedMemory() {
    PtxSimulator device = new PtxSimulator(DeviceLimits.of(80));
    Region region = device.memory().allocate("the freed one", 64);
    assertThat(device.memory().free(region.address())).isTrue();
    String text = "mov.u64 %%rd2, %d; st.global.u32 [%%rd2], %%r0;".formatted(region.address());
    assertThatThrownBy(() -> Body.of(1, text).run(device))
        .hasMessageContaining("OUT_OF_BOUNDS")
        .hasMessageContaining("where nothing is allocated");
  }

  /// Thread t writes word t; then thread t reads the word of thread t xor `distance`.
  private static Body exchange(int threads, int distance, String between) {
    return Body.of(
        threads,
        """
        shl.b32 %%r1, %%r0, 2; mov.u32 %%r2, shared; add.u32 %%r3, %%r2, %%r1;
        st.shared.u32 [%%r3], %%r0;
        %s
        xor.b32 %%r4, %%r1, %d; add.u32 %%r5, %%r2, %%r4;
        ld.shared.u32 %%r6, [%%r5];
        st.global.u32 [%%rd1], %%r6;
        """
            .formatted(between, 4 * distance));
  }

  @ParameterizedTest(name = "{0} threads, distance {1}, {2}")
  @CsvSource({
    "64, 32, bar.sync 0;",
    "64, 32, 'bar.sync 3, 64;'",
    "64, 1, bar.sync 0;",
    "64, 1, bar.warp.sync -1;",
    "64, 32, barrier.sync.aligned 0;",
  })
  void acceptsExchangesWithABarrier(int threads, int distance, String barrier) {
    int[] words = exchange(threads, distance, barrier).run();
    for (int i = 0; i < threads; i++) {
      assertThat(words[i]).isEqualTo(i ^ distance);
    }
  }

  @ParameterizedTest(name = "{0} threads, distance {1}, {2}")
  @CsvSource({"64, 1, ''", "64, 32, bar.warp.sync -1;", "64, 63, ''"})
  void findsRacesWithoutABarrier(int threads, int distance, String barrier) {
    assertThatThrownBy(() -> exchange(threads, distance, barrier).run())
        .isInstanceOfSatisfying(
            SimulationException.class,
            e ->
                // A thread that comes too early may also find nothing written yet.
                assertThat(e.kind()).isIn(Kind.RACE, Kind.UNINITIALIZED));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "st.shared.u32 [shared], %r0;",
        "setp.eq.u32 %p0, %r0, 0; @%p0 st.shared.u32 [shared], 1; bar.sync 0; ld.shared.u32 %r1, [shared]; @%p0 st.shared.u32 [shared], 2;",
        "setp.eq.u32 %p0, %r0, 0; @%p0 st.shared.u32 [shared], 1; bar.sync 0; setp.lt.u32 %p1, %r0, 32; @%p1 ld.shared.u32 %r1, [shared]; setp.eq.u32 %p2, %r0, 40; @%p2 st.shared.u32 [shared], 2;",
        "setp.eq.u32 %p0, %r0, 0; @%p0 st.shared.u32 [shared], 0; bar.sync 0; atom.shared.add.u32 %r1, [shared], 1; ld.shared.u32 %r2, [shared];",
      })
  void findsRaces(String instructions) {
    assertFault(Kind.RACE, Body.of(64, instructions), "no barrier in between");
  }

  @Test
  void acceptsAtomicUpdatesOfTheSameWord() {
    int[] words =
        Body.of(
                64,
                """
                setp.eq.u32 %p0, %r0, 0; @%p0 st.shared.u32 [shared], 5;
                bar.sync 0; atom.shared.add.u32 %r1, [shared], 2; bar.sync 0;
                ld.shared.u32 %r2, [shared]; st.global.u32 [%rd1], %r2;
                """)
            .run();
    assertThat(words[63]).isEqualTo(5 + 128);
  }

  @Test
  void acceptsBytesOfOneWordWrittenByDifferentThreads() {
    int[] words =
        Body.of(
                32,
                """
                mov.u32 %r1, shared; add.u32 %r1, %r1, %r0; st.shared.u8 [%r1], %r0;
                bar.sync 0; ld.shared.u32 %r2, [shared+4]; st.global.u32 [%rd1], %r2;
                """)
            .run();
    assertThat(words[0]).isEqualTo(0x07060504);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "setp.lt.u32 %p0, %r0, 7; @%p0 bar.sync 0;",
        "setp.lt.u32 %p0, %r0, 7; @%p0 bra $a; bar.sync 0; bra $b; $a: bar.sync 0; $b: mov.u32 %r1, 0;",
        "setp.lt.u32 %p0, %r0, 32; @%p0 bra $a; bar.sync 0; bra $b; $a: bar.sync 1; $b: mov.u32 %r1, 0;",
        "bar.sync 2, 96;",
      })
  void findsBarriersThatNotAllReach(String instructions) {
    assertFault(Kind.DIVERGENT_BARRIER, Body.of(64, instructions));
  }

  @Test
  void acceptsThreadsThatEndedBeforeABarrier() {
    assertThat(
            Body.of(64, "setp.ge.u32 %p0, %r0, 20; @%p0 ret; bar.sync 0; st.global.u32 [%rd1], 1;")
                .run())
        .startsWith(1, 1)
        .contains(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "setp.lt.u32 %p0, %r0, 7; @%p0 shfl.sync.bfly.b32 %r1, %r0, 1, 31, -1;",
        "setp.lt.u32 %p0, %r0, 7; @%p0 shfl.sync.idx.b32 %r1, %r0, 20, 31, 127;",
        "setp.lt.u32 %p0, %r0, 7; @%p0 vote.sync.ballot.b32 %r1, %p0, -1;",
        "setp.lt.u32 %p0, %r0, 7; @%p0 bar.warp.sync -1;",
        "setp.lt.u32 %p0, %r0, 7; @%p0 redux.sync.add.u32 %r1, %r0, -1;",
        "setp.lt.u32 %p0, %r0, 7; @%p0 match.any.sync.b32 %r1, %r0, -1;",
        "vote.sync.any.pred %p1, %p0, 1;",
        "setp.lt.u32 %p0, %r0, 7; mov.u32 %r1, shared; @%p0 ldmatrix.sync.aligned.m8n8.x1.shared.b16 {%r2}, [%r1];",
      })
  void findsExchangesThatNotAllTakePartIn(String instructions) {
    assertFault(Kind.DIVERGENT_EXCHANGE, Body.of(32, "setp.eq.u32 %p0, %r0, %r0; " + instructions));
  }

  @Test
  void findsShufflesOfMissingThreads() {
    assertFault(
        Kind.DIVERGENT_EXCHANGE,
        Body.of(16, "shfl.sync.bfly.b32 %r1, %r0, 1, 31, -1;"),
        "mask 0xffffffff");
  }

  private static final String COPY =
      """
      shl.b32 %r1, %r0, 2; mov.u32 %r2, shared; add.u32 %r3, %r2, %r1;
      cp.async.ca.shared.global [%r3], [%rd1], 4;
      """;

  @Test
  void findsUseOfCopiesThatWereNotWaitedFor() {
    assertFault(
        Kind.UNINITIALIZED, Body.of(32, COPY + "cp.async.commit_group; ld.shared.u32 %r4, [%r3];"));
    assertFault(
        Kind.UNINITIALIZED,
        Body.of(
            32, COPY + "cp.async.commit_group; cp.async.wait_group 1; ld.shared.u32 %r4, [%r3];"));
    assertFault(Kind.UNDEFINED, Body.of(32, COPY + "cp.async.commit_group;"));
    assertFault(
        Kind.RACE,
        Body.of(
            32,
            COPY
                + "cp.async.wait_all; xor.b32 %r4, %r1, 4; add.u32 %r4, %r4, %r2;"
                + " ld.shared.u32 %r5, [%r4];"));
  }

  @Test
  void acceptsCopiesThatWereWaitedFor() {
    int[] words =
        Body.of(
                32,
                "st.global.u32 [%rd1], %r0;"
                    + COPY
                    + """
                    cp.async.commit_group; cp.async.wait_group 0; bar.sync 0;
                    xor.b32 %r4, %r1, 4; add.u32 %r4, %r4, %r2; ld.shared.u32 %r5, [%r4];
                    st.global.u32 [%rd1], %r5;
                    """)
            .run();
    assertThat(words).startsWith(1, 0, 3, 2);
  }

  @Test
  void fillsCopiesOfFewerBytesWithZeros() {
    int[] words =
        Body.of(
                1,
                """
                st.global.u32 [%rd1], -1; st.global.u32 [%rd1+4], -1; mov.u32 %r2, 3;
                mov.u32 %r1, shared; cp.async.ca.shared.global [%r1], [%rd1], 8, %r2;
                cp.async.wait_all; ld.shared.v2.u32 {%r3, %r4}, [%r1];
                st.global.v2.u32 [%rd1], {%r3, %r4};
                """)
            .run();
    assertThat(words).startsWith(0x00ffffff, 0);
  }

  @Test
  void refusesLaunchesBeyondTheLimits() {
    assertFault(Kind.LAUNCH, Body.of(1025, ""), "blocks of 1025 threads");
    assertFault(Kind.LAUNCH, Body.of(1, "").withDynamicBytes(200 * 1024), "shared memory");
    PtxSimulator device = new PtxSimulator(DeviceLimits.of(75));
    PtxKernel kernel =
        device
            .load(
                """
                .version 7.0
                .target sm_75
                .address_size 64
                .visible .entry k(.param .u32 n) .maxntid 64, 1, 1 { ret; }
                """)
            .kernel("k")
            .orElseThrow();
    assertThatThrownBy(() -> device.launch(kernel, Grid.of(1, 65), new byte[4]))
        .hasMessage("k can't be launched with blocks of 65 threads; at most 64 are allowed");
    assertThatThrownBy(() -> device.launch(kernel, Grid.of(1, 64), new byte[8]))
        .hasMessage("k can't be launched with 8 bytes of arguments; its parameters have 4");
    assertThatThrownBy(() -> device.launch(kernel, new Grid(1, 65_536, 1, 1, 1, 1, 0), new byte[4]))
        .hasMessageContaining("a grid of 1 × 65536 × 1 blocks");
    assertThatThrownBy(() -> device.launch(kernel, new Grid(1, 1, 1, 1, 1, 1, 50_000), new byte[4]))
        .hasMessage("k can't be launched with 50000 bytes of shared memory; 49152 are allowed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "frobnicate.u32 %r1, %r0;",
        "add.fast.u32 %r1, %r0, %r0;",
        "add.u32 %r1, %r0;",
        "add.u32 %r1, %r0, %missing;",
        "add.u64 %rd1, %r0, %rd0;",
        "bra $nowhere;",
        "mma.sync.aligned.m16n8k64.row.col.s32.s4.s4.s32 {%r1}, {%r1}, {%r1}, {%r1};",
      })
  void namesWhatItDoesNotKnow(String instruction) {
    assertThatThrownBy(() -> Body.of(1, instruction).run())
        .isInstanceOf(UnknownFormException.class)
        .hasMessageContaining("PTX line 12")
        .hasMessageContaining(instruction.substring(0, instruction.indexOf(' ')));
  }

  @ParameterizedTest
  @ValueSource(strings = {"add.u32 %r1, ;", "@ add.u32 %r1, %r0, %r0;", ".reg .b31 %x;", "{"})
  void refusesTextThatIsNotPtx(String text) {
    assertThatThrownBy(() -> Body.of(1, text).run()).isInstanceOf(PtxSyntaxException.class);
  }

  @Test
  void refusesCodeForLaterDevices() {
    assertThatThrownBy(
            () -> new PtxSimulator(DeviceLimits.of(75)).load(".version 7.0 .target sm_80"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("PTX for sm_80 does not run on sm_75");
  }

  @Test
  void findsKernelsThatDoNotEnd() {
    PtxSimulator device = new PtxSimulator(DeviceLimits.of(80));
    device.limitInstructions(10_000);
    assertThatThrownBy(() -> Body.of(32, "$a: bra $a;").run(device))
        .isInstanceOf(SimulationException.class)
        .hasMessageContaining("ENDLESS: executed 10000 instructions without an end");
  }

  @Test
  void findsGroupsOfCopiesThatNotAllCount() {
    assertFault(
        Kind.UNDEFINED, Body.of(32, "setp.lt.u32 %p0, %r0, 7; @%p0 cp.async.commit_group;"));
  }

  @Test
  void stopsAtTraps() {
    assertFault(Kind.TRAP, Body.of(1, "trap;"));
  }
}
