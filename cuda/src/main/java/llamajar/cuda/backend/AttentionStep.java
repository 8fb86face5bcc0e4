package llamajar.cuda.backend;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import llamajar.compute.CacheLayer;
import llamajar.compute.Op;
import llamajar.compute.Rotary;
import llamajar.compute.Scoring;
import llamajar.compute.UnsupportedOpException;
import llamajar.compute.Value;
import llamajar.cuda.kernel.AttentionKernels;
import llamajar.cuda.kernel.HeadKernels.Heads;
import llamajar.cuda.kernel.HeadKernels.Places;
import org.jspecify.annotations.Nullable;

/// Attention, with the rotation of queries and keys and the storing of keys and values before it.
final class AttentionStep implements Step {
  private final Op.Attention op;
  private final CacheLayer layer;
  private final Op.@Nullable Rope queryRope;
  private final Op.@Nullable Rope keyRope;

  private AttentionStep(
      Op.Attention op, CacheLayer layer, Op.@Nullable Rope queryRope, Op.@Nullable Rope keyRope) {
    this.op = op;
    this.layer = layer;
    this.queryRope = queryRope;
    this.keyRope = keyRope;
  }

  /// Plans attention.
  ///
  /// @param deferred rotations that have not been done, by the id of their result
  /// @throws UnsupportedOpException if no kernel has heads of that length
  static PlannedStep plan(
      Op.Attention op, List<CacheLayer> layers, Map<Integer, Op.Rope> deferred) {
    CacheLayer layer = layers.get(op.cache());
    requireLength(layer.keyLength(), AttentionKernels.MOST_KEY_LENGTH);
    requireLength(layer.valueLength(), AttentionKernels.MOST_VALUE_LENGTH);
    if (!op.scoring().causal() && op.scoring().window() > 0) {
      throw new UnsupportedOpException("attention to a window on both sides: no CUDA kernel");
    }
    Op.Rope queryRope = deferred.get(op.query().id());
    Op.Rope keyRope = op.key() == null ? null : deferred.get(op.key().id());
    List<Value> reads = new ArrayList<>();
    reads.add(queryRope == null ? op.query() : queryRope.in());
    if (op.key() != null) {
      reads.add(keyRope == null ? op.key() : keyRope.in());
    }
    if (op.value() != null) {
      reads.add(op.value());
    }
    List<Value> writes = new ArrayList<>();
    if (queryRope != null) {
      writes.add(queryRope.out());
    }
    writes.add(op.out());
    return new PlannedStep(reads, writes, new AttentionStep(op, layer, queryRope, keyRope));
  }

  @Override
  public void issue(Machine m, Run run) {
    long keys = run.store().keys(op.cache());
    long values = run.store().values(op.cache());
    List<Heads> kinds = new ArrayList<>();
    if (keyRope != null) {
      kinds.add(heads(m, keyRope, 0, keys));
    } else if (op.key() != null) {
      kinds.add(plain(m.address(op.key()), keys, layer.headCount(), layer.keyLength()));
    }
    if (op.value() != null) {
      kinds.add(plain(m.address(op.value()), values, layer.headCount(), layer.valueLength()));
    }
    if (queryRope != null) {
      kinds.add(heads(m, queryRope, m.address(op.query()), 0));
    }
    if (!kinds.isEmpty()) {
      m.heads().place(kinds, places(m), run.store().type(), run.tokens());
    }
    attend(m, run, keys, values);
  }

  private Places places(Machine m) {
    return layer.window() > 0 ? m.inputs().windowPlaces() : m.inputs().places();
  }

  private void attend(Machine m, Run run, long keys, long values) {
    Scoring scoring = op.scoring();
    AttentionKernels.Layer cache =
        new AttentionKernels.Layer(
            layer,
            run.store().type(),
            keys,
            values,
            op.headCount(),
            m.weights().sinks(scoring),
            scoring.scale(),
            scoring.window(),
            scoring.softCap());
    AttentionKernels.Queries queries =
        new AttentionKernels.Queries(
            m.address(op.query()),
            m.address(op.out()),
            places(m),
            scoring.causal() ? m.inputs().ends() : m.inputs().sequenceEnds(),
            run.tokens(),
            m.inputs().tiles(),
            m.inputs().tileCount(),
            m.inputs().longestTile());
    if (run.inTiles() && AttentionKernels.hasTiles(layer, run.store().type())) {
      m.attention().attendTiles(cache, queries);
    } else {
      int splits = m.attention().splits(layer, op.headCount(), run.tokens());
      m.attention().attendRows(cache, queries, m.partial(), splits);
    }
  }

  /// Heads that are turned.
  static Heads heads(Machine m, Op.Rope rope, long out, long cache) {
    Rotary rotary = rope.rotary();
    return new Heads(
        m.address(rope.in()),
        out,
        cache,
        m.inputs().angles(rotary),
        rope.headCount(),
        rope.headLength(),
        rotary.pairs(),
        rotary.pairing() == Rotary.Pairing.INTERLEAVED);
  }

  private static Heads plain(long in, long cache, int count, int length) {
    return new Heads(in, 0, cache, 0, count, length, 0, false);
  }

  private static void requireLength(int length, int most) {
    if (length % AttentionKernels.LENGTH_STEP != 0 || length > most) {
      throw new UnsupportedOpException(
          "attention with heads of %d numbers: CUDA kernels have multiples of %d up to %d"
              .formatted(length, AttentionKernels.LENGTH_STEP, most));
    }
  }
}
