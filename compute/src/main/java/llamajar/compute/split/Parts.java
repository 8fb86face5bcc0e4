package llamajar.compute.split;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import llamajar.compute.CacheLayer;
import llamajar.compute.Op;
import llamajar.compute.Program;
import llamajar.compute.RecurrentOp;
import llamajar.compute.StateLayer;
import llamajar.compute.Value;

/// Cuts a program into consecutive parts. Whatever an earlier part writes and a later one reads
/// crosses the cut; between layers of most models that is one value, the residual stream.
final class Parts {
  private final Program program;
  private final List<Integer> starts;
  private final Map<Integer, Integer> partOfValue = new HashMap<>();
  private final List<LinkedHashMap<Integer, Value>> results = new ArrayList<>();

  private Parts(Program program, List<Integer> starts) {
    this.program = program;
    this.starts = starts;
  }

  /// Cuts a program before ops. No attention may read keys and values that one in an earlier part
  /// stores.
  ///
  /// @param starts indices of the first ops of all parts but the first, ascending
  static List<Part> atOps(Program program, List<Integer> starts) {
    return new Parts(program, starts).cut();
  }

  private List<Part> cut() {
    int count = starts.size() + 1;
    for (int part = 0; part < count; part++) {
      results.add(new LinkedHashMap<>());
      for (Op op : ops(part)) {
        for (Value out : op.outputs()) {
          partOfValue.put(out.id(), part);
        }
      }
    }
    List<Map<Integer, Value>> needed = new ArrayList<>();
    for (int part = 0; part < count; part++) {
      needed.add(neededFromBefore(part));
      needed.getLast().values().forEach(value -> results.get(part(value)).put(value.id(), value));
    }
    program.results().forEach(value -> results.getLast().put(value.id(), value));
    List<Part> parts = new ArrayList<>();
    for (int part = 0; part < count; part++) {
      parts.add(part(part, List.copyOf(needed.get(part).values())));
    }
    return parts;
  }

  private List<Op> ops(int part) {
    int from = part == 0 ? 0 : starts.get(part - 1);
    int to = part == starts.size() ? program.ops().size() : starts.get(part);
    return program.ops().subList(from, to);
  }

  private int part(Value value) {
    Integer part = partOfValue.get(value.id());
    if (part == null) {
      throw new IllegalArgumentException("value %s is never written".formatted(value));
    }
    return part;
  }

  /// What a part reads of those before it, by id, in the order of reading.
  private Map<Integer, Value> neededFromBefore(int part) {
    List<Value> reads = new ArrayList<>();
    ops(part).forEach(op -> reads.addAll(op.inputs()));
    if (part == starts.size()) {
      reads.addAll(program.results());
    }
    Map<Integer, Value> needed = new LinkedHashMap<>();
    for (Value value : reads) {
      if (part(value) < part) {
        needed.put(value.id(), value);
      }
    }
    return needed;
  }

  private Part part(int part, List<Value> needed) {
    List<Op> ops = new ArrayList<>();
    List<Part.Source> sources = new ArrayList<>();
    for (Value value : needed) {
      ops.add(new Op.Given(sources.size(), value));
      int from = part(value);
      int result = List.copyOf(results.get(from).keySet()).indexOf(value.id());
      sources.add(new Part.Source(from, result));
    }
    Numbering caches = new Numbering();
    Numbering states = new Numbering();
    for (Op op : ops(part)) {
      if (op instanceof Op.Attention attention) {
        ops.add(attention.withCache(caches.of(attention.cache())));
      } else if (op instanceof RecurrentOp recurrent) {
        ops.add(recurrent.withState(states.of(recurrent.state())));
      } else {
        ops.add(op);
      }
    }
    List<CacheLayer> cacheLayers = caches.old.stream().map(program.cacheLayers()::get).toList();
    List<StateLayer> stateLayers = states.old.stream().map(program.stateLayers()::get).toList();
    Program cut =
        new Program(ops, cacheLayers, stateLayers, List.copyOf(results.get(part).values()));
    return new Part(cut, sources);
  }

  /// Numbers things anew in the order in which they are first met.
  private static final class Numbering {
    private final List<Integer> old = new ArrayList<>();

    int of(int number) {
      int known = old.indexOf(number);
      if (known >= 0) {
        return known;
      }
      old.add(number);
      return old.size() - 1;
    }
  }
}
