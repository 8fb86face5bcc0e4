package llamajar.compute;

import java.io.IOException;
import java.nio.file.Path;
import llamajar.gguf.GgufFile;
import llamajar.gguf.Tensor;
import llamajar.testkit.TinyModels;

/// A small program with everything in it, for tests of rewrites and plans.
public final class Programs {
  private Programs() {}

  /// The file whose tensors [#twoLayers] uses.
  public static GgufFile file(Path folder) throws IOException {
    return GgufFile.open(TinyModels.llama().write(folder.resolve("program.gguf")));
  }

  /// Two layers of attention and feed-forward, then logits.
  public static Program twoLayers(GgufFile file) {
    ProgramBuilder p = new ProgramBuilder();
    Rotary rotary = new Rotary(new double[] {1, 0.1}, 1, Rotary.Pairing.INTERLEAVED);
    Value x = p.embed(tensor(file, "token_embd.weight"));
    for (int layer = 0; layer < 2; layer++) {
      String block = "blk." + layer + ".";
      Value h = p.rmsNorm(x, tensor(file, block + "attn_norm.weight"), 1e-5f);
      Value q = p.matMul(h, tensor(file, block + "attn_q.weight"), 1, null);
      Value k = p.matMul(h, tensor(file, block + "attn_k.weight"), 1, null);
      Value v = p.matMul(h, tensor(file, block + "attn_v.weight"), 1, null);
      Value a =
          p.attention(p.rope(q, 4, rotary), p.rope(k, 2, rotary), v, 4, 2, Scoring.scaled(0.25f));
      x = p.add(x, p.matMul(a, tensor(file, block + "attn_output.weight"), 1, null));
      h = p.rmsNorm(x, tensor(file, block + "ffn_norm.weight"), 1e-5f);
      Value gate = p.matMul(h, tensor(file, block + "ffn_gate.weight"), 1, null);
      Value up = p.matMul(h, tensor(file, block + "ffn_up.weight"), 1, null);
      Value gated = p.gate(Activation.SILU, gate, up);
      x = p.add(x, p.matMul(gated, tensor(file, block + "ffn_down.weight"), 1, null));
    }
    x = p.rmsNorm(p.selectOutputs(x), tensor(file, "output_norm.weight"), 1e-5f);
    return p.build(p.matMul(x, tensor(file, "output.weight"), 1, null));
  }

  /// A tensor that must be there.
  public static Tensor tensor(GgufFile file, String name) {
    return file.tensor(name).orElseThrow();
  }
}
