package llamajar.engine.architecture;

import java.io.IOException;
import llamajar.compute.Activation;
import llamajar.compute.Program;
import llamajar.compute.ProgramBuilder;
import llamajar.compute.Rotary;
import llamajar.compute.Scoring;
import llamajar.compute.Value;
import llamajar.engine.source.ModelSource;

/// Gemma 2: norms before and after each layer, GeGLU, softly capped scores and logits; every other
/// block sees a window only.
///
/// Gemma Team, "Gemma 2: Improving Open Language Models at a Practical Size", 2024.
final class Gemma2Architecture implements Architecture {

  @Override
  public String name() {
    return "gemma2";
  }

  /// The model of 27 billion weights scales scores by what a head would have if the hidden state
  /// were divided among them.
  private static final int BLOCKS_OF_27B = 46;

  @Override
  public Program program(ModelSource source) throws IOException {
    Decoder decoder = Decoder.withRmsNorm(source);
    ProgramBuilder p = decoder.program();
    Heads heads = decoder.heads();
    int length =
        source.size("block_count") == BLOCKS_OF_27B
            ? source.size("embedding_length") / heads.count()
            : heads.keyLength();
    Scoring global = Scoring.forLength(length).capped(source.number("attn_logit_softcapping", 50));
    Scoring local = global.within(source.size("attention.sliding_window"));
    Rotary rotary = new RotaryReader(source).read(heads.keyLength(), Rotary.Pairing.SPLIT_HALF);

    Value x = p.scale(decoder.embed(), (float) Math.sqrt(source.size("embedding_length")));
    for (Block block : decoder.blocks()) {
      Value h = block.norm(x, "attn_norm");
      Scoring scoring = block.index() % 2 == 0 ? local : global;
      Value attended = block.project(h).rotate(rotary).attend(scoring);
      x = p.add(x, block.norm(attended, "post_attention_norm"));

      h = block.norm(x, "ffn_norm");
      Value fed = block.gatedFeedForward(h, Activation.GELU);
      x = p.add(x, block.norm(fed, "post_ffw_norm"));
    }
    float cap = source.number("final_logit_softcapping", 30);
    return decoder.build(p.softCap(decoder.logits(x), cap));
  }
}
