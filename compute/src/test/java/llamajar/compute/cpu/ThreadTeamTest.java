package llamajar.compute.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ThreadTeamTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void everyMemberRunsEveryTaskOnce(int size) {
    try (ThreadTeam team = new ThreadTeam(size)) {
      AtomicIntegerArray runs = new AtomicIntegerArray(size);
      for (int i = 0; i < 200; i++) {
        team.run(size, member -> runs.incrementAndGet(member));
      }
      for (int member = 0; member < size; member++) {
        assertThat(runs.get(member)).isEqualTo(200);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5})
  void nobodyPassesABarrierBeforeAllHaveReachedIt(int size) {
    try (ThreadTeam team = new ThreadTeam(size)) {
      AtomicInteger reached = new AtomicInteger();
      AtomicInteger early = new AtomicInteger();
      int rounds = 500;
      team.run(
          size,
          member -> {
            for (int round = 1; round <= rounds; round++) {
              reached.incrementAndGet();
              team.barrier(member);
              if (reached.get() < round * size) {
                early.incrementAndGet();
              }
              team.barrier(member);
            }
          });
      assertThat(early).hasValue(0);
      assertThat(reached).hasValue(rounds * size);
    }
  }

  @Test
  void membersBeyondTheWantedNumberDoNotTakePart() {
    try (ThreadTeam team = new ThreadTeam(4)) {
      AtomicIntegerArray runs = new AtomicIntegerArray(4);
      team.run(
          2,
          member -> {
            team.barrier(member);
            runs.incrementAndGet(member);
          });
      assertThat(runs).hasToString("[1, 1, 0, 0]");
    }
  }

  @Test
  void aFailureReachesTheCallerAndReleasesThoseWhoWait() {
    try (ThreadTeam team = new ThreadTeam(3)) {
      for (int failing = 0; failing < 3; failing++) {
        int bad = failing;
        assertThatThrownBy(() ->
                team.run(
                    3,
                    member -> {
                      if (member == bad) {
                        throw new IllegalArgumentException("member " + bad);
                      }
                      team.barrier(member);
                    }))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage("member " + bad);
        AtomicInteger after = new AtomicInteger();
        team.run(
            3,
            member -> {
              team.barrier(member);
              after.incrementAndGet();
            });
        assertThat(after).hasValue(3);
      }
    }
  }

  @Test
  void aClosedTeamRefusesTasks() {
    ThreadTeam team = new ThreadTeam(2);
    team.close();
    assertThatThrownBy(() -> team.run(2, member -> {})).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aTeamNeedsAMember() {
    assertThatThrownBy(() -> new ThreadTeam(0)).isInstanceOf(IllegalArgumentException.class);
  }
}
