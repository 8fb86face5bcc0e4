package llamajar.cuda.backend;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import llamajar.compute.CacheLayer;
import llamajar.compute.ExpertOp;
import llamajar.compute.KvType;
import llamajar.compute.Op;
import llamajar.compute.Program;
import llamajar.cuda.kernel.AttentionKernels;
import llamajar.cuda.kernel.Products;
import llamajar.gguf.TensorType;

/// Which modules of code a program needs on a GPU.
///
/// @param products by the type of the matrices
/// @param others for everything between products
public record ProgramCode(Map<TensorType, List<String>> products, List<String> others) {

  /// The code for batches of any size.
  ///
  /// @param type of the store for keys and values
  /// @throws llamajar.compute.UnsupportedOpException naming what has no kernel
  public static ProgramCode of(Program program, KvType type) {
    CudaBackend.requireKernels(program);
    Map<TensorType, List<String>> products = new EnumMap<>(TensorType.class);
    Set<String> others = new LinkedHashSet<>(List.of("elements"));
    for (Op op : program.ops()) {
      for (TensorType matrix : productTypes(op)) {
        products.put(matrix, Products.modules(matrix));
      }
      if (op instanceof Op.Embed embed) {
        TensorType table = embed.table().type();
        products.putIfAbsent(table, List.of(Products.modules(table).getFirst()));
      } else if (op instanceof Op.Attention attention) {
        CacheLayer layer = program.cacheLayers().get(attention.cache());
        others.add("cache");
        others.addAll(AttentionKernels.modules(layer, type));
      } else if (op instanceof ExpertOp) {
        others.add("experts");
      }
    }
    return new ProgramCode(products, List.copyOf(others));
  }

  /// The types of the matrices that an op multiplies with.
  static List<TensorType> productTypes(Op op) {
    List<TensorType> types = new ArrayList<>();
    if (op instanceof Op.MatMul matMul) {
      matMul.products().forEach(product -> types.add(product.weight().type()));
    } else if (op instanceof ExpertOp.ExpertMatMul matMul) {
      matMul.products().forEach(p -> types.add(p.matrices().getFirst().type()));
    }
    return types;
  }
}
