package llamajar.cli.option;

import java.util.Locale;
import llamajar.compute.KvType;
import llamajar.engine.ModelOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// `--cache-type`: how keys and values are stored.
public final class CacheTypeOptions {
  @Option(
      names = {"--cache-type", "--kv"},
      paramLabel = "TYPE",
      description = "how keys and values are stored: f16, q8_0, bf16 or f32 (default: f16)")
  private @Nullable String both;

  @Option(
      names = {"-ctk", "--cache-type-k"},
      paramLabel = "TYPE",
      description = "the same; keys and values must have one type")
  private @Nullable String keys;

  @Option(
      names = {"-ctv", "--cache-type-v"},
      paramLabel = "TYPE",
      description = "the same")
  private @Nullable String values;

  /// The options with the types that were asked for.
  ///
  /// @throws UsageException if a type is unknown, or keys and values would have different ones
  public ModelOptions apply(ModelOptions options) {
    @Nullable String asked = both != null ? both : keys != null ? keys : values;
    if (asked == null) {
      return options;
    }
    KvType type = type(asked);
    requireSame(type, keys);
    requireSame(type, values);
    return options.withKvType(type);
  }

  private static void requireSame(KvType type, @Nullable String other) {
    if (other != null && type(other) != type) {
      throw new UsageException(
          "-ctk and -ctv: keys and values must have the same type; give both as the same of f16, q8_0, bf16, f32");
    }
  }

  private static KvType type(String name) {
    for (KvType type : KvType.values()) {
      if (type.label().equals(name.toLowerCase(Locale.ROOT))) {
        return type;
      }
    }
    throw new UsageException(
        "--cache-type %s: there is no such type; choose f16, q8_0, bf16 or f32".formatted(name));
  }
}
