package llamajar.text.tokenizer;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Writes small normaliser tables in the format that [CharsMap] reads.
final class CharsMapWriter {
  private static final int UNITS = 4096;

  private final int[] units = new int[UNITS];
  private final BitSet used = new BitSet();
  private final Map<String, Integer> values = new TreeMap<>();

  private CharsMapWriter() {}

  static byte[] write(Map<String, String> replacements) {
    CharsMapWriter writer = new CharsMapWriter();
    ByteArrayOutputStream strings = new ByteArrayOutputStream();
    for (Map.Entry<String, String> entry : replacements.entrySet()) {
      writer.values.put(latin1(entry.getKey()), strings.size());
      strings.writeBytes(TestVocabulary.bytes(entry.getValue()));
      strings.write(0);
    }
    writer.used.set(0);
    writer.place("", 0);
    ByteBuffer table =
        ByteBuffer.allocate(4 + 4 * UNITS + strings.size()).order(ByteOrder.LITTLE_ENDIAN);
    table.putInt(4 * UNITS);
    Arrays.stream(writer.units).forEach(table::putInt);
    return table.put(strings.toByteArray()).array();
  }

  /// Finds room for the children of the node at `place`, which stands for `prefix`.
  private void place(String prefix, int place) {
    Set<Integer> labels = new TreeSet<>();
    for (String key : values.keySet()) {
      if (key.startsWith(prefix)) {
        labels.add(key.length() == prefix.length() ? 0 : (int) key.charAt(prefix.length()));
      }
    }
    int offset = 1;
    while (!fits(place, offset, labels)) {
      offset++;
    }
    units[place] |= offset << 10;
    Map<Integer, Integer> places = new HashMap<>();
    for (int label : labels) {
      int child = place ^ offset ^ label;
      used.set(child);
      places.put(label, child);
      if (label == 0) {
        units[place] |= 1 << 8;
        units[child] = values.getOrDefault(prefix, 0) | (1 << 31);
      } else {
        units[child] = label;
      }
    }
    places.remove(0);
    places.forEach((label, child) -> place(prefix + (char) (int) label, child));
  }

  private boolean fits(int place, int offset, Set<Integer> labels) {
    return labels.stream().allMatch(label -> !used.get(place ^ offset ^ label));
  }

  private static String latin1(String key) {
    return new String(TestVocabulary.bytes(key), StandardCharsets.ISO_8859_1);
  }
}
