package llamajar.engine.architecture;

import java.io.IOException;
import java.util.Optional;
import llamajar.compute.Activation;
import llamajar.compute.Program;
import llamajar.compute.ProgramBuilder;
import llamajar.compute.Rotary;
import llamajar.compute.Scoring;
import llamajar.compute.Value;
import llamajar.engine.source.ModelSource;

/// Gemma 3: as Gemma 2 without caps, with normalised heads of queries and keys; of six blocks, five
/// see a window only and have a rotary embedding of their own.
///
/// Gemma Team, "Gemma 3 Technical Report", 2025.
final class Gemma3Architecture implements Architecture {

  @Override
  public String name() {
    return "gemma3";
  }

  /// The model of 27 billion weights scales scores by what a head would have if the hidden state
  /// were divided among them.
  private static final int BLOCKS_OF_27B = 62;

  /// The base of blocks with a window, unless the file says otherwise.
  private static final float LOCAL_BASE = 10_000;

  /// Every so many blocks, one sees everything, unless the file says otherwise.
  private static final int PERIOD = 6;

  @Override
  public Program program(ModelSource source) throws IOException {
    Decoder decoder = Decoder.withRmsNorm(source);
    Heads heads = decoder.heads();
    int length =
        source.size("block_count") == BLOCKS_OF_27B
            ? source.size("embedding_length") / heads.count()
            : heads.keyLength();
    Scoring global = Scoring.forLength(length);
    Scoring local = global.within(source.size("attention.sliding_window"));
    Value logits = decoder.logits(blocks(decoder, global, local));
    Optional<Float> cap = source.optionalNumber("final_logit_softcapping");
    return decoder.build(
        cap.isPresent() && cap.get() > 0 ? decoder.program().softCap(logits, cap.get()) : logits);
  }

  /// The residual after all blocks.
  ///
  /// @param global how blocks attend that see everything
  /// @param local how those attend that have a window
  static Value blocks(Decoder decoder, Scoring global, Scoring local) throws IOException {
    ModelSource source = decoder.source();
    ProgramBuilder p = decoder.program();
    Heads heads = decoder.heads();
    Rotary globalRotary =
        new RotaryReader(source).read(heads.keyLength(), Rotary.Pairing.SPLIT_HALF);
    Rotary localRotary =
        new RotaryReader(source)
            .base(source.number("rope.freq_base_swa", LOCAL_BASE))
            .unscaled()
            .read(heads.keyLength(), Rotary.Pairing.SPLIT_HALF);
    WindowPattern pattern = WindowPattern.read(source, PERIOD);

    Value x = p.scale(decoder.embed(), (float) Math.sqrt(source.size("embedding_length")));
    for (Block block : decoder.blocks()) {
      boolean windowed = pattern.isWindowed(block.index());
      Value h = block.norm(x, "attn_norm");
      Projections a = block.project(h).normHeads().rotate(windowed ? localRotary : globalRotary);
      Value attended = a.attend(windowed ? local : global);
      x = p.add(x, block.norm(attended, "post_attention_norm"));

      h = block.norm(x, "ffn_norm");
      Value fed = block.gatedFeedForward(h, Activation.GELU);
      x = p.add(x, block.norm(fed, "post_ffw_norm"));
    }
    return x;
  }
}
