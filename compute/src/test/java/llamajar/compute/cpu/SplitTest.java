package llamajar.compute.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class SplitTest {

  @Property
  void partsCoverAllItemsOnceAndStartAtMultiples(
      @ForAll @IntRange(max = 100_000) int items,
      @ForAll @IntRange(min = 1, max = 128) int granularity,
      @ForAll @IntRange(min = 1, max = 64) int members) {
    int next = 0;
    for (int member = 0; member < members; member++) {
      int from = Split.from(items, granularity, member, members);
      int to = Split.to(items, granularity, member, members);
      assertThat(from).isEqualTo(next);
      assertThat(to).isBetween(from, items);
      assertThat(from == items || from % granularity == 0).isTrue();
      next = to;
    }
    assertThat(next).isEqualTo(items);
  }
}
