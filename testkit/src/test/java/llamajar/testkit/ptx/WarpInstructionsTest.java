package llamajar.testkit.ptx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WarpInstructionsTest {

  /// Runs instructions that leave a result of each thread in `%r1`.
  private static void assertEach(String instructions, IntUnaryOperator expected) {
    int[] words = Body.of(32, instructions + " st.global.u32 [%rd1], %r1;").run();
    for (int lane = 0; lane < 32; lane++) {
      assertThat(words[lane]).as("thread %d", lane).isEqualTo(expected.applyAsInt(lane));
    }
  }

  @Test
  void shuffles() {
    String value = "mul.lo.u32 %r2, %r0, 10; ";
    assertEach(value + "shfl.sync.bfly.b32 %r1, %r2, 5, 31, -1;", t -> 10 * (t ^ 5));
    assertEach(value + "shfl.sync.down.b32 %r1, %r2, 3, 31, -1;", t -> 10 * (t < 29 ? t + 3 : t));
    assertEach(value + "shfl.sync.up.b32 %r1, %r2, 3, 0, -1;", t -> 10 * (t < 3 ? t : t - 3));
    assertEach(value + "shfl.sync.idx.b32 %r1, %r2, 7, 31, -1;", t -> 70);
    assertEach(
        value + "sub.u32 %r3, 31, %r0; shfl.sync.idx.b32 %r1, %r2, %r3, 31, -1;",
        t -> 10 * (31 - t));
  }

  @Test
  void shufflesWithinSegments() {
    String value = "mul.lo.u32 %r2, %r0, 10; ";
    // Segments of 8 threads: 0x1800 keeps the two upper bits of the number.
    assertEach(
        value + "shfl.sync.down.b32 %r1, %r2, 3, 0x181f, -1;",
        t -> 10 * (t % 8 + 3 < 8 ? t + 3 : t));
    assertEach(value + "shfl.sync.idx.b32 %r1, %r2, 2, 0x181f, -1;", t -> 10 * (t / 8 * 8 + 2));
    assertEach(
        value + "shfl.sync.up.b32 %r1|%p1, %r2, 3, 0x1800, -1; selp.u32 %r1, 1, 0, %p1;",
        t -> t % 8 >= 3 ? 1 : 0);
    assertEach(
        value + "shfl.sync.bfly.b32 %r1|%p1, %r2, 8, 0x181f, -1; selp.u32 %r1, 1, 0, %p1;",
        t -> t >= 8 ? (t ^ 8) <= ((t & 24) | 7) ? 1 : 0 : 0);
  }

  @Test
  void shufflesAmongThoseOfAMask() {
    assertEach(
        """
        mov.u32 %r1, -1; setp.lt.u32 %p1, %r0, 4;
        @%p1 shfl.sync.bfly.b32 %r1, %r0, 1, 31, 15;
        """,
        t -> t < 4 ? t ^ 1 : -1);
  }

  @Test
  void votes() {
    String odd = "and.b32 %r2, %r0, 1; setp.eq.u32 %p1, %r2, 1; ";
    assertEach(odd + "vote.sync.ballot.b32 %r1, %p1, -1;", t -> 0xaaaaaaaa);
    assertEach(odd + "vote.sync.ballot.b32 %r1, !%p1, -1;", t -> 0x55555555);
    assertEach(odd + "vote.sync.any.pred %p2, %p1, -1; selp.u32 %r1, 1, 0, %p2;", t -> 1);
    assertEach(odd + "vote.sync.all.pred %p2, %p1, -1; selp.u32 %r1, 1, 0, %p2;", t -> 0);
    assertEach(odd + "vote.sync.uni.pred %p2, %p1, -1; selp.u32 %r1, 1, 0, %p2;", t -> 0);
    assertEach(
        odd
            + "mov.u32 %r1, 0; @%p1 vote.sync.all.pred %p2, %p1, 0xaaaaaaaa;"
            + " @%p1 selp.u32 %r1, 1, 0, %p2;",
        t -> t % 2);
  }

  @Test
  void matches() {
    String third = "rem.u32 %r2, %r0, 3; ";
    assertEach(
        third + "match.any.sync.b32 %r1, %r2, -1;",
        t -> 0b01001001001001001001001001001001 << t % 3);
    assertEach(third + "match.all.sync.b32 %r1|%p1, %r2, -1;", t -> 0);
    assertEach("match.all.sync.b32 %r1|%p1, 5, -1;", t -> -1);
    assertEach(third + "match.all.sync.b32 %r1|%p1, %r2, -1; selp.u32 %r1, 1, 0, %p1;", t -> 0);
  }

  @Test
  void reduces() {
    assertEach("redux.sync.add.u32 %r1, %r0, -1;", t -> 496);
    assertEach("sub.u32 %r2, %r0, 9; redux.sync.min.s32 %r1, %r2, -1;", t -> -9);
    assertEach("sub.u32 %r2, %r0, 9; redux.sync.max.s32 %r1, %r2, -1;", t -> 22);
    assertEach("sub.u32 %r2, %r0, 9; redux.sync.max.u32 %r1, %r2, -1;", t -> -1);
    assertEach("redux.sync.or.b32 %r1, %r0, -1;", t -> 31);
    assertEach("redux.sync.and.b32 %r1, %r0, -1;", t -> 0);
    assertEach("redux.sync.xor.b32 %r1, %r0, -1;", t -> 0);
    assertEach(
        "setp.gt.u32 %p1, %r0, 29; mov.u32 %r1, 0; @%p1 redux.sync.add.s32 %r1, %r0, 0xc0000000;",
        t -> t > 29 ? 61 : 0);
  }

  @Test
  void knowsWhoIsActive() {
    assertEach(
        "mov.u32 %r1, 0; setp.lt.u32 %p1, %r0, 3; @%p1 activemask.b32 %r1;", t -> t < 3 ? 7 : 0);
    assertEach("mov.u32 %r1, %lanemask_lt;", t -> (1 << t) - 1);
    assertEach("mov.u32 %r1, %lanemask_ge;", t -> -1 << t);
    assertEach("mov.u32 %r1, %lanemask_eq;", t -> 1 << t);
    assertEach("mov.u32 %r1, %laneid;", t -> t);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 31, 32})
  void goesDifferentWaysAndMeets(int limit) {
    // Loops as often as the thread's number, then all take part in a vote.
    assertEach(
        """
        mov.u32 %%r1, 0; mov.u32 %%r2, 0;
        $loop: setp.ge.u32 %%p1, %%r2, %%r0; @%%p1 bra $done;
        add.u32 %%r1, %%r1, 2; add.u32 %%r2, %%r2, 1; bra $loop;
        $done: setp.lt.u32 %%p2, %%r0, %d; @%%p2 bra $small;
        add.u32 %%r1, %%r1, 1000; bra $meet;
        $small: add.u32 %%r1, %%r1, 100;
        $meet: vote.sync.ballot.b32 %%r3, %%p2, -1; popc.b32 %%r3, %%r3; mad.lo.u32 %%r1, %%r3, 100000, %%r1;
        """
            .formatted(limit),
        t -> 2 * t + (t < limit ? 100 : 1000) + 100_000 * limit);
  }

  @Test
  void leavesLoopsFromTheirMiddle() {
    assertEach(
        """
        mov.u32 %r1, 0;
        $outer: add.u32 %r1, %r1, 1; mov.u32 %r2, 0;
        $inner: add.u32 %r2, %r2, 1; mul.lo.u32 %r3, %r1, %r2; setp.gt.u32 %p1, %r3, %r0; @%p1 bra $out;
        setp.lt.u32 %p2, %r2, 4; @%p2 bra $inner;
        bra $outer;
        $out: mad.lo.u32 %r1, %r1, 100, %r2; bar.warp.sync -1;
        """,
        t -> {
          for (int a = 1; ; a++) {
            for (int b = 1; b <= 4; b++) {
              if (a * b > t) {
                return 100 * a + b;
              }
            }
          }
        });
  }

  @Test
  void choosesAmongTargets() {
    assertEach(
        """
        and.b32 %r2, %r0, 3;
        $table: .branchtargets $zero, $one, $two, $one;
        brx.idx %r2, $table;
        $zero: mov.u32 %r1, 10; bra $end;
        $one: mov.u32 %r1, 11; bra $end;
        $two: mov.u32 %r1, 12;
        $end: bar.warp.sync -1;
        """,
        t -> new int[] {10, 11, 12, 11}[t % 4]);
  }

  @Test
  void reducesAtBarriers() {
    assertEach("setp.lt.u32 %p1, %r0, 5; bar.red.popc.u32 %r1, 0, %p1;", t -> 5);
    assertEach(
        "setp.lt.u32 %p1, %r0, 5; bar.red.or.pred %p2, 0, %p1; selp.u32 %r1, 1, 0, %p2;", t -> 1);
    assertEach(
        "setp.lt.u32 %p1, %r0, 5; bar.red.and.pred %p2, 0, !%p1; selp.u32 %r1, 1, 0, %p2;", t -> 0);
  }

  @Test
  void letsWarpsArriveWithoutWaiting() {
    int[] words =
        Body.of(
                64,
                """
                setp.lt.u32 %p1, %r0, 32; @%p1 bra $producer;
                bar.sync 1, 64; ld.shared.u32 %r1, [shared]; st.global.u32 [%rd1], %r1; bra $end;
                $producer: setp.eq.u32 %p2, %r0, 0; @%p2 st.shared.u32 [shared], 77;
                bar.arrive 1, 64;
                $end: mov.u32 %r2, 0;
                """)
            .run();
    assertThat(words[40]).isEqualTo(77);
  }
}
