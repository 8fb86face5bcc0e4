package llamajar.text.grammar;

import java.util.Arrays;
import java.util.BitSet;

/// All rules of a grammar as one nondeterministic automaton with calls, laid out for reading.
///
/// A node has edges that read nothing (`skip`), edges that read one byte of a range (`bytes`), and
/// edges that read what a rule says (`call`). From every node the end of its rule can be reached,
/// so a text that stands somewhere can be completed. Calls behind which nothing is left of the
/// calling rule have been replaced by a skip into the called one.
final class Automaton {
  /// Where a text begins.
  final int start;

  /// Where the grammar begins: the same, or what a trigger leads to.
  final int root;

  /// Nodes from here on belong to the part before a trigger, where any byte may come.
  final int firstFree;

  final boolean[] ends;

  /// Nodes inside characters that can still become excluded ones.
  final BitSet unsettled;

  final int[] skipStarts;
  final int[] skipTargets;
  final int[] byteStarts;
  final int[] byteTargets;

  /// Lowest byte ·256 + highest byte of each edge.
  final int[] byteRanges;

  final int[] callStarts;
  final int[] callTargets;
  final int[] calledRules;
  final int[] ruleStarts;

  /// A rule that can call another before reading anything comes before it.
  final int[] ruleRanks;

  /// Bytes that no edge tells apart have the same class.
  final byte[] byteClasses = new byte[256];

  /// One byte of each class.
  final int[] classBytes;

  Automaton(
      int start,
      int root,
      int firstFree,
      boolean[] ends,
      BitSet unsettled,
      int[] ruleStarts,
      int[] ruleRanks,
      Edges skips,
      Edges bytes,
      Edges calls) {
    this.start = start;
    this.root = root;
    this.firstFree = firstFree;
    this.ends = ends;
    this.unsettled = unsettled;
    this.ruleStarts = ruleStarts;
    this.ruleRanks = ruleRanks;
    Edges.Grouped skip = skips.bySource(ends.length);
    skipStarts = skip.starts;
    skipTargets = Arrays.stream(skip.edges).map(skips::to).toArray();
    Edges.Grouped read = bytes.bySource(ends.length);
    byteStarts = read.starts;
    byteTargets = Arrays.stream(read.edges).map(bytes::to).toArray();
    byteRanges = Arrays.stream(read.edges).map(bytes::label).toArray();
    Edges.Grouped call = calls.bySource(ends.length);
    callStarts = call.starts;
    callTargets = Arrays.stream(call.edges).map(calls::to).toArray();
    calledRules = Arrays.stream(call.edges).map(calls::label).toArray();
    classBytes = classify();
  }

  private int[] classify() {
    boolean[] begins = new boolean[257];
    // So that a class tells how many bytes of a character follow.
    for (int first : new int[] {0, 0x80, 0xC0, 0xE0, 0xF0}) {
      begins[first] = true;
    }
    for (int range : byteRanges) {
      begins[range >> 8] = true;
      begins[(range & 0xFF) + 1] = true;
    }
    int[] firsts = new int[256];
    int count = 0;
    for (int octet = 0; octet < 256; octet++) {
      if (begins[octet]) {
        firsts[count++] = octet;
      }
      byteClasses[octet] = (byte) (count - 1);
    }
    return Arrays.copyOf(firsts, count);
  }

  int nodeCount() {
    return ends.length;
  }

  boolean reads(int node) {
    return byteStarts[node] < byteStarts[node + 1];
  }

  boolean calls(int node) {
    return callStarts[node] < callStarts[node + 1];
  }
}
