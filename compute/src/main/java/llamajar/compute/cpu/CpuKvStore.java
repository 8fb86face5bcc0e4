package llamajar.compute.cpu;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import llamajar.compute.Batch;
import llamajar.compute.CacheLayer;
import llamajar.compute.KvStore;
import llamajar.compute.KvType;
import llamajar.compute.StateLayer;
import llamajar.compute.cpu.kernel.KvLayer;

/// Keys and values in native memory, see [KvLayer], and recurrent states, see [StateSlots].
final class CpuKvStore implements KvStore {
  private final Arena arena = Arena.ofShared();
  private final KvType type;
  private final int blockCount;
  private final List<KvLayer> layers = new ArrayList<>();
  private final StateSlots states;

  CpuKvStore(List<CacheLayer> shapes, List<StateLayer> stateLayers, KvType type, int blockCount) {
    states = new StateSlots(stateLayers, arena);
    this.type = type;
    this.blockCount = blockCount;
    for (CacheLayer shape : shapes) {
      layers.add(new KvLayer(shape, type, blockCount, arena));
    }
  }

  @Override
  public int blockCount() {
    return blockCount;
  }

  @Override
  public KvType type() {
    return type;
  }

  KvLayer layer(int index) {
    return layers.get(index);
  }

  StateSlots states() {
    return states;
  }

  @Override
  public void copyState(int from, int to) {
    states.copy(from, to);
  }

  /// Makes sure that every position the batch writes has memory, and every sequence's state.
  void provide(Batch batch) {
    for (int row = 0; row < batch.size(); row++) {
      if (!states.isEmpty()) {
        states.provide(batch.table(row).state());
      }
      int block = batch.table(row).block(batch.position(row) / BLOCK_POSITIONS);
      for (int i = 0; i < layers.size(); i++) {
        layers.get(i).provide(block);
      }
    }
  }

  @Override
  public boolean copy(int from, int to) {
    for (KvLayer layer : layers) {
      layer.provide(to);
      layer.copy(from, to);
    }
    return true;
  }

  @Override
  public void close() {
    arena.close();
  }
}
