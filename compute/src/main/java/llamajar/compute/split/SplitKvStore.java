package llamajar.compute.split;

import java.util.List;
import llamajar.compute.KvStore;
import llamajar.compute.KvType;

/// The stores of all parts of a program. A block has the same number in each of them, and so has a
/// slot for recurrent state: each part keeps of a sequence what belongs to its layers.
final class SplitKvStore implements KvStore {
  private final List<Part> parts;
  private final List<KvStore> stores;

  /// @param stores of all parts, which this closes
  SplitKvStore(List<Part> parts, List<KvStore> stores) {
    this.parts = parts;
    this.stores = List.copyOf(stores);
  }

  KvStore part(int index) {
    return stores.get(index);
  }

  @Override
  public int blockCount() {
    return stores.getFirst().blockCount();
  }

  @Override
  public KvType type() {
    return stores.getFirst().type();
  }

  @Override
  public boolean copy(int from, int to) {
    for (int i = 0; i < stores.size(); i++) {
      if (!parts.get(i).program().cacheLayers().isEmpty() && !stores.get(i).copy(from, to)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void copyState(int from, int to) {
    for (int i = 0; i < stores.size(); i++) {
      if (!parts.get(i).program().stateLayers().isEmpty()) {
        stores.get(i).copyState(from, to);
      }
    }
  }

  @Override
  public void close() {
    stores.reversed().forEach(KvStore::close);
  }
}
