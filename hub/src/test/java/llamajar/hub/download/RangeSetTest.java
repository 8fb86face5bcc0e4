package llamajar.hub.download;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class RangeSetTest {
  static final int TOTAL = 60;

  @Property(tries = 300)
  void knowsWhatIsThereAndWhatIsNot(
      @ForAll @Size(max = 12) List<@IntRange(min = 0, max = TOTAL) Integer> ends) {
    RangeSet set = new RangeSet();
    BitSet bits = new BitSet();
    for (int i = 0; i + 1 < ends.size(); i += 2) {
      int start = Math.min(ends.get(i), ends.get(i + 1));
      int end = Math.max(ends.get(i), ends.get(i + 1));
      set.add(new Range(start, end));
      bits.set(start, end);
    }
    assertThat(set.bytes()).isEqualTo(bits.cardinality());
    BitSet missing = new BitSet();
    set.missing(TOTAL).forEach(range -> missing.set((int) range.start(), (int) range.end()));
    missing.xor(bits);
    assertThat(missing.cardinality()).isEqualTo(TOTAL);
    assertThat(set.missing(TOTAL).size()).isBetween(0, set.ranges().size() + 1);
  }
}
