package llamajar.engine.architecture;

import java.util.List;
import java.util.stream.Collectors;
import llamajar.compute.RecurrentOp.DeltaNet.Sharing;
import llamajar.engine.source.ModelException;
import llamajar.engine.source.ModelSource;

/// The model families that this program runs.
public final class Architectures {
  private static final List<Architecture> ALL =
      List.of(
          new LlamaArchitecture(),
          new Mistral3Architecture(),
          new SmolLm3Architecture(),
          new Qwen2Architecture(),
          new Qwen2MoeArchitecture(),
          new Qwen3Architecture("qwen3"),
          new Qwen3Architecture("qwen3moe"),
          new Gemma2Architecture(),
          new Gemma3Architecture(),
          new Phi3Architecture(),
          new GptOssArchitecture(),
          new Glm4Architecture(),
          new Glm4MoeArchitecture(),
          new GraniteArchitecture("granite"),
          new GraniteArchitecture("granitemoe"),
          new Olmo2Architecture(),
          new CommandRArchitecture(),
          new Cohere2Architecture(),
          new Starcoder2Architecture(),
          new QwenNextArchitecture("qwen35", Sharing.CYCLIC),
          new QwenNextArchitecture("qwen35moe", Sharing.CYCLIC),
          new QwenNextArchitecture("qwen3next", Sharing.GROUPED),
          new DeepSeek2Architecture(),
          new Gemma4Architecture(),
          BertArchitecture.bert(),
          BertArchitecture.nomicBert(),
          new GemmaEmbeddingArchitecture());

  private Architectures() {}

  /// The family of a model.
  ///
  /// @throws ModelException if it is none of those supported
  public static Architecture of(ModelSource source) throws ModelException {
    for (Architecture architecture : ALL) {
      if (architecture.name().equals(source.architecture())) {
        return architecture;
      }
    }
    throw new ModelException(
        "%s: the model architecture '%s' is not supported; supported are: %s"
            .formatted(source.path(), source.architecture(), String.join(", ", names())));
  }

  /// Names of all families.
  public static List<String> names() {
    return ALL.stream().map(Architecture::name).collect(Collectors.toUnmodifiableList());
  }
}
