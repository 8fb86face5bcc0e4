package llamajar.cli.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import llamajar.gguf.Tensor;
import llamajar.gguf.TensorType;

/// All tensors of one type together.
///
/// @param type the type
/// @param tensors how many there are
/// @param weights numbers in them
/// @param bytes what they take
public record TypeTotal(TensorType type, int tensors, long weights, long bytes) {

  /// Sums by type, that with the most bytes first.
  public static List<TypeTotal> of(Collection<Tensor> tensors) {
    Map<TensorType, TypeTotal> totals = new EnumMap<>(TensorType.class);
    for (Tensor tensor : tensors) {
      TypeTotal one =
          new TypeTotal(tensor.type(), 1, tensor.shape().elementCount(), tensor.info().byteSize());
      totals.merge(tensor.type(), one, TypeTotal::plus);
    }
    List<TypeTotal> largestFirst = new ArrayList<>(totals.values());
    largestFirst.sort(Comparator.comparingLong(TypeTotal::bytes).reversed());
    return largestFirst;
  }

  private TypeTotal plus(TypeTotal other) {
    return new TypeTotal(
        type, tensors + other.tensors, weights + other.weights, bytes + other.bytes);
  }
}
