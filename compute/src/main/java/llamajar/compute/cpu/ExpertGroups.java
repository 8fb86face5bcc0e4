package llamajar.compute.cpu;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import llamajar.compute.cpu.kernel.ActivationForm;
import llamajar.compute.cpu.kernel.FloatRows;
import llamajar.compute.cpu.kernel.Scratch;

/// The rows of a batch sorted by the expert they go to, so that each expert's matrix is multiplied
/// with all of its rows at once. A row that uses several experts is there several times.
///
/// All layers share the memory, one after another.
final class ExpertGroups {
  private static final long ALIGNMENT = 64;
  private static final int GATHERED = 0;
  private static final int PREPARED = 1;
  private static final int RESULTS = 2;

  /// The rows of one expert.
  ///
  /// @param start the first of them among all sorted rows
  /// @param count how many
  /// @param in their inputs
  /// @param forms how each part wants them
  /// @param prepared inputs in the form of each part; parts with equal forms share them
  /// @param results room for each part's results
  record Group(
      int expert,
      int start,
      int count,
      FloatRows in,
      List<ActivationForm> forms,
      List<MemorySegment> prepared,
      List<FloatRows> results) {

    /// Whether another part before this one has the same form.
    boolean isShared(int part) {
      return forms.indexOf(forms.get(part)) < part;
    }
  }

  private final Scratch memory = new Scratch();
  private final List<Group> groups = new ArrayList<>();
  private int[] order = new int[0];
  private int[] ends = new int[0];

  /// The groups that the last sorting made.
  List<Group> groups() {
    return groups;
  }

  /// Which assignment is at a place of the sorted order: `row · slots + slot`.
  int assignment(int place) {
    return order[place];
  }

  /// Sorts rows by experts, keeping their order within each, and provides memory. For one thread.
  ///
  /// @param chosen experts of each row
  void sort(FloatRows chosen, int inputWidth, List<ExpertPart> parts) {
    int slots = chosen.width();
    int count = chosen.rows() * slots;
    int experts = parts.getFirst().experts();
    if (order.length < count) {
      order = new int[count];
    }
    if (ends.length < experts + 1) {
      ends = new int[experts + 1];
    }
    Arrays.fill(ends, 0);
    for (int a = 0; a < count; a++) {
      ends[(int) chosen.get(a / slots, a % slots) + 1]++;
    }
    for (int e = 0; e < experts; e++) {
      ends[e + 1] += ends[e];
    }
    for (int a = 0; a < count; a++) {
      // Where an expert's rows begin becomes where they end.
      order[ends[(int) chosen.get(a / slots, a % slots)]++] = a;
    }
    provide(count, experts, inputWidth, parts);
  }

  private void provide(int count, int experts, int inputWidth, List<ExpertPart> parts) {
    groups.clear();
    MemorySegment gathered = memory.memory(GATHERED, (long) count * inputWidth * Float.BYTES);
    List<MemorySegment> results = new ArrayList<>();
    for (int p = 0; p < parts.size(); p++) {
      long bytes = (long) count * parts.get(p).width() * Float.BYTES;
      results.add(memory.memory(RESULTS + p, bytes));
    }
    List<Long> offsets = new ArrayList<>();
    long preparedBytes = 0;
    for (int e = 0; e < experts; e++) {
      int start = e == 0 ? 0 : ends[e - 1];
      int rows = ends[e] - start;
      if (rows > 0) {
        List<ActivationForm> forms = new ArrayList<>();
        List<FloatRows> views = new ArrayList<>();
        for (int p = 0; p < parts.size(); p++) {
          forms.add(parts.get(p).form(inputWidth, rows));
          views.add(view(results.get(p), parts.get(p).width(), start, rows));
        }
        FloatRows in = view(gathered, inputWidth, start, rows);
        Group group = new Group(e, start, rows, in, forms, new ArrayList<>(), views);
        groups.add(group);
        for (int p = 0; p < forms.size(); p++) {
          offsets.add(preparedBytes);
          if (!group.isShared(p)) {
            long bytes = forms.get(p).bytes(inputWidth, rows);
            preparedBytes += Math.ceilDiv(bytes, ALIGNMENT) * ALIGNMENT;
          }
        }
      }
    }
    MemorySegment prepared = memory.memory(PREPARED, preparedBytes);
    for (int g = 0; g < groups.size(); g++) {
      Group group = groups.get(g);
      for (int p = 0; p < parts.size(); p++) {
        ActivationForm form = group.forms().get(p);
        int owner = group.forms().indexOf(form);
        long offset = offsets.get(g * parts.size() + owner);
        group.prepared().add(prepared.asSlice(offset, form.bytes(inputWidth, group.count())));
      }
    }
  }

  private static FloatRows view(MemorySegment memory, int width, int start, int rows) {
    long rowBytes = (long) width * Float.BYTES;
    return new FloatRows(width, memory.asSlice(start * rowBytes, rows * rowBytes));
  }
}
