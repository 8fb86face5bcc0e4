package llamajar.engine.synth;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import llamajar.gguf.GgufWriter;
import llamajar.gguf.MetadataValue;
import llamajar.gguf.TensorSource;
import llamajar.gguf.TensorType;
import llamajar.gguf.quant.RandomBlocks;

/// Writes models of random weights.
///
///     SynthPlan plan = SynthPlan.of(SynthShape.named("llama-3.2-1b"), SynthType.named("IQ3_XS"));
///     Synth.write(plan, 1, Path.of("random.gguf"), SynthProgress.NONE);
///
/// Weights are scaled so that the products of a matrix with a normalised input are about 1: states
/// stay finite through any number of layers, and logits are neither all equal nor a single peak.
public final class Synth {
  /// Half the width of the range from which norm weights, around 1, and biases, around 0, are
  /// drawn.
  private static final double SPREAD = 0.1;

  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /// Matrices that are filled alike.
  private record Kind(TensorType type, long rowLength) {
    RandomBlocks randomBlocks() {
      return RandomBlocks.of(type, 1 / Math.sqrt((double) rowLength));
    }
  }

  private final Map<Kind, RandomBlocks> sources = new HashMap<>();
  private final SynthPlan plan;
  private final ParallelFill fill;
  private final SynthProgress progress;
  private long done;

  private Synth(SynthPlan plan, ParallelFill fill, SynthProgress progress) {
    this.plan = plan;
    this.fill = fill;
    this.progress = progress;
  }

  /// Makes up a model and writes it. Equal plans and seeds give equal files on every machine.
  ///
  /// @throws SynthException if the file can't be there, for want of a folder or of space
  /// @throws IOException if writing fails; nothing is left behind then
  public static void write(SynthPlan plan, long seed, Path target, SynthProgress progress)
      throws SynthException, IOException {
    checkPlace(plan, target);
    write(plan, seed, target, progress, Runtime.getRuntime().availableProcessors());
  }

  static void write(SynthPlan plan, long seed, Path target, SynthProgress progress, int threads)
      throws IOException {
    try (ParallelFill fill = new ParallelFill(threads)) {
      new Synth(plan, fill, progress).writer(seed).write(target);
    }
  }

  private static void checkPlace(SynthPlan plan, Path target) throws SynthException, IOException {
    Path folder = target.toAbsolutePath().getParent();
    if (folder == null || Files.isDirectory(target)) {
      throw new SynthException("%s is a folder: name a file in it".formatted(target));
    }
    if (!Files.isDirectory(folder)) {
      throw new SynthException(
          "%s: there is no folder %s; make it first".formatted(target, folder));
    }
    long free = Files.getFileStore(folder).getUsableSpace();
    if (free < plan.tensorBytes()) {
      throw new SynthException(
          "%s: the model has %d MiB, but only %d MiB are free there"
              .formatted(target, plan.tensorBytes() >> 20, free >> 20));
    }
  }

  private GgufWriter writer(long seed) {
    GgufWriter writer = new GgufWriter();
    putHyperparameters(writer, plan);
    SynthVocabulary.of(plan.shape().vocabularySize()).addTo(writer);
    SplittableRandom random = new SplittableRandom(seed);
    for (SynthTensor tensor : plan.tensors()) {
      TensorSource source = source(tensor, random.split());
      writer.tensor(tensor.name(), tensor.type(), tensor.shape(), source);
    }
    return writer;
  }

  private static void putHyperparameters(GgufWriter writer, SynthPlan plan) {
    SynthShape shape = plan.shape();
    String prefix = shape.family().architecture() + ".";
    writer
        .put("general.architecture", MetadataValue.string(shape.family().architecture()))
        .put("general.type", MetadataValue.string("model"))
        .put("general.name", MetadataValue.string(shape.name() + " with random weights"))
        .put("general.file_type", MetadataValue.u32(plan.type().fileType()))
        .put("general.quantization_version", MetadataValue.u32(2))
        .put(prefix + "vocab_size", MetadataValue.u32(shape.vocabularySize()))
        .put(prefix + "context_length", MetadataValue.u32(shape.contextLength()))
        .put(prefix + "block_count", MetadataValue.u32(shape.layers()))
        .put(prefix + "embedding_length", MetadataValue.u32(shape.embeddingLength()))
        .put(prefix + "feed_forward_length", MetadataValue.u32(shape.feedForwardLength()))
        .put(prefix + "attention.head_count", MetadataValue.u32(shape.heads()))
        .put(prefix + "attention.head_count_kv", MetadataValue.u32(shape.headsKv()))
        .put(prefix + "attention.key_length", MetadataValue.u32(shape.headLength()))
        .put(prefix + "attention.value_length", MetadataValue.u32(shape.headLength()))
        .put(prefix + "attention.layer_norm_rms_epsilon", MetadataValue.f32(shape.rmsEpsilon()))
        .put(prefix + "rope.dimension_count", MetadataValue.u32(shape.headLength()))
        .put(prefix + "rope.freq_base", MetadataValue.f32(shape.ropeBase()));
    putFamily(writer, prefix, shape.family());
  }

  private static void putFamily(GgufWriter writer, String prefix, SynthFamily family) {
    if (family.experts() > 0) {
      writer
          .put(prefix + "expert_count", MetadataValue.u32(family.experts()))
          .put(prefix + "expert_used_count", MetadataValue.u32(family.expertsUsed()))
          .put(prefix + "expert_feed_forward_length", MetadataValue.u32(family.expertLength()));
    }
    if (family.window() > 0) {
      writer.put(prefix + "attention.sliding_window", MetadataValue.u32(family.window()));
    }
  }

  private TensorSource source(SynthTensor tensor, SplittableRandom random) {
    return switch (tensor.content()) {
      case NORM -> numbers(around(1, tensor.shape().elementCount(), random));
      case BIAS -> numbers(around(0, tensor.shape().elementCount(), random));
      case ROPE_FACTORS ->
          numbers(
              RopeFactors.of(
                  plan.shape().headLength(), plan.shape().ropeBase(), plan.shape().ropeFactor()));
      case MATRIX -> matrix(tensor, random);
    };
  }

  private TensorSource matrix(SynthTensor tensor, SplittableRandom random) {
    RandomBlocks blocks =
        sources.computeIfAbsent(
            new Kind(tensor.type(), tensor.shape().rowLength()), Kind::randomBlocks);
    long count = tensor.byteSize() / tensor.type().blockBytes();
    return sink ->
        fill.write(
            tensor.type(),
            blocks,
            count,
            random,
            bytes -> {
              sink.write(bytes);
              report(bytes.byteSize());
            });
  }

  private TensorSource numbers(float[] values) {
    MemorySegment bytes = MemorySegment.ofArray(new byte[4 * values.length]);
    MemorySegment.copy(values, 0, bytes, FLOAT, 0, values.length);
    return sink -> {
      sink.write(bytes);
      report(bytes.byteSize());
    };
  }

  private static float[] around(double middle, long length, SplittableRandom random) {
    float[] values = new float[Math.toIntExact(length)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (middle + SPREAD * (2 * random.nextDouble() - 1));
    }
    return values;
  }

  private void report(long bytes) {
    done += bytes;
    progress.written(done, plan.tensorBytes());
  }
}
