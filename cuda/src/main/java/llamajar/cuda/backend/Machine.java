package llamajar.cuda.backend;

import llamajar.compute.Value;
import llamajar.cuda.kernel.AttentionKernels;
import llamajar.cuda.kernel.ElementKernels;
import llamajar.cuda.kernel.ExpertColumns;
import llamajar.cuda.kernel.ExpertKernels;
import llamajar.cuda.kernel.HeadKernels;
import llamajar.cuda.kernel.Launcher;
import llamajar.cuda.kernel.Products;
import llamajar.cuda.kernel.Rows;

/// What steps work with: kernels on one stream, and where everything lies.
final class Machine {
  private final Products products;
  private final ElementKernels elements;
  private final HeadKernels heads;
  private final AttentionKernels attention;
  private final ExpertKernels experts;
  private final DeviceWeights weights;
  private final Buffers buffers;
  private final BatchInputs inputs;
  private final Scratch scratch;

  Machine(
      Launcher launcher,
      DeviceWeights weights,
      Buffers buffers,
      BatchInputs inputs,
      Scratch scratch) {
    products = new Products(launcher);
    elements = new ElementKernels(launcher);
    heads = new HeadKernels(launcher);
    attention = new AttentionKernels(launcher);
    experts = new ExpertKernels(launcher);
    this.weights = weights;
    this.buffers = buffers;
    this.inputs = inputs;
    this.scratch = scratch;
  }

  Products products() {
    return products;
  }

  ElementKernels elements() {
    return elements;
  }

  HeadKernels heads() {
    return heads;
  }

  AttentionKernels attention() {
    return attention;
  }

  ExpertKernels experts() {
    return experts;
  }

  DeviceWeights weights() {
    return weights;
  }

  BatchInputs inputs() {
    return inputs;
  }

  /// Where a value lies now.
  long address(Value value) {
    return buffers.address(value);
  }

  /// Where so many quantized numbers go, until the next ones do.
  Rows quantized(long count) {
    return scratch.quantized(count);
  }

  /// Where floats go that are quantized next: the rest of short rows.
  long rest() {
    return scratch.rest();
  }

  /// Where columns are brought into the order of their experts.
  ExpertColumns columns(long chosen, int count) {
    return scratch.columns(chosen, count);
  }

  /// Where splits of attention leave what is combined.
  long partial() {
    return scratch.partial();
  }
}
