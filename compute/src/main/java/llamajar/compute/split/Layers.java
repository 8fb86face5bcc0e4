package llamajar.compute.split;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import llamajar.compute.EarlySelection;
import llamajar.compute.Op;
import llamajar.compute.Program;
import llamajar.compute.UnsupportedOpException;
import llamajar.compute.Value;
import llamajar.gguf.Tensor;

/// Where the layers of a model begin in its program. Tensors say by their names, `blk.7.…`, which
/// layer they belong to; everything before the first layer's is embedding, everything behind the
/// last one's is output.
public final class Layers {
  private static final Pattern OF_LAYER = Pattern.compile("blk\\.(\\d+)\\..*");

  private final Program program;
  private final int[] numbers;
  private final int[] starts;

  private Layers(Program program, int[] numbers, int[] starts) {
    this.program = program;
    this.numbers = numbers;
    this.starts = starts;
  }

  /// Finds the layers of a program. Rows whose logits are wanted are selected before, so that
  /// behind the last attention no others cross a cut.
  public static Layers of(Program whole) {
    Program program = EarlySelection.apply(whole);
    Map<Integer, Integer> firstOps = new TreeMap<>();
    for (int i = 0; i < program.ops().size(); i++) {
      OptionalInt layer = layer(program.ops().get(i));
      if (layer.isPresent()) {
        firstOps.putIfAbsent(layer.getAsInt(), i);
      }
    }
    int[] numbers = firstOps.keySet().stream().mapToInt(Integer::intValue).toArray();
    int[] starts = firstOps.values().stream().mapToInt(op -> narrowest(program, op)).toArray();
    return new Layers(program, numbers, starts);
  }

  private static OptionalInt layer(Op op) {
    for (Tensor weight : op.weights()) {
      Matcher matcher = OF_LAYER.matcher(weight.name());
      if (matcher.matches()) {
        return OptionalInt.of(Integer.parseInt(matcher.group(1)));
      }
    }
    return OptionalInt.empty();
  }

  /// Where least is to be copied if a part begins at an op, or at one before it that has no weights
  /// and as well belongs to the layer before.
  private static int narrowest(Program program, int op) {
    int best = op;
    int bestWidth = crossingWidth(program, op);
    for (int i = op - 1; i > 0 && program.ops().get(i).weights().isEmpty(); i--) {
      int width = crossingWidth(program, i);
      if (width < bestWidth) {
        best = i;
        bestWidth = width;
      }
    }
    return best;
  }

  /// Floats per row that ops from an index on need of those before it.
  private static int crossingWidth(Program program, int index) {
    BitSet written = new BitSet();
    for (Op op : program.ops().subList(0, index)) {
      op.outputs().forEach(value -> written.set(value.id()));
    }
    int width = 0;
    for (Op op : program.ops().subList(index, program.ops().size())) {
      for (Value in : op.inputs()) {
        if (written.get(in.id())) {
          written.clear(in.id());
          width += in.width();
        }
      }
    }
    return width;
  }

  /// Number of layers.
  public int count() {
    return starts.length;
  }

  /// Cuts the program before layers.
  ///
  /// @param firstLayers of all parts but the first, counted from 0, ascending; 0: only embeddings
  ///   come before
  /// @throws UnsupportedOpException if layers on both sides of a cut share keys and values
  /// @throws IndexOutOfBoundsException if there is no such layer
  public List<Part> parts(List<Integer> firstLayers) {
    List<Integer> cuts = new ArrayList<>();
    for (int layer : firstLayers) {
      Optional<String> why = whyNotBefore(layer);
      if (why.isPresent()) {
        throw new UnsupportedOpException(
            "the model can't be split before layer %d: %s".formatted(layer, why.get()));
      }
      cuts.add(starts[layer]);
    }
    return Parts.atOps(program, cuts);
  }

  /// Why a layer and those behind it can't be computed elsewhere than those before it, if they
  /// can't.
  public Optional<String> whyNotBefore(int layer) {
    BitSet stored = new BitSet();
    for (Op op : program.ops().subList(0, starts[layer])) {
      if (op instanceof Op.Attention attention) {
        stored.set(attention.cache());
      }
    }
    int reader = numbers[layer];
    for (Op op : program.ops().subList(starts[layer], program.ops().size())) {
      reader = layer(op).orElse(reader);
      if (op instanceof Op.Attention attention && stored.get(attention.cache())) {
        return Optional.of(
            "layer %d attends to keys and values of a layer before layer %d"
                .formatted(reader, numbers[layer]));
      }
    }
    return Optional.empty();
  }
}
