package llamajar.engine.synth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import llamajar.gguf.TensorType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The table of the formats document, worked out for 16 layers.
class FileMixesTest {
  private static final int LAYERS = 16;

  /// In each cell: the type of all layers, or of most and then, after it, the layers of the other.
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Q4_0      | Q4_0   | Q6_K | Q4_0                          | Q4_0                          | Q4_0    | Q4_0    | Q4_0                    | Q4_0 Q4_1@0.1
          Q4_1      | Q4_1   | Q6_K | Q4_1                          | Q4_1                          | Q4_1    | Q4_1    | Q4_1                    | Q4_1
          Q8_0      | Q8_0   | Q8_0 | Q8_0                          | Q8_0                          | Q8_0    | Q8_0    | Q8_0                    | Q8_0
          Q5_0      | Q5_0   | Q6_K | Q5_0                          | Q5_0                          | Q5_0    | Q5_0    | Q5_0                    | Q5_0 Q5_1@0.1
          Q5_1      | Q5_1   | Q6_K | Q5_1                          | Q5_1                          | Q5_1    | Q5_1    | Q5_1                    | Q5_1
          Q2_K      | Q2_K   | Q6_K | Q4_K                          | Q3_K                          | Q2_K    | Q3_K    | Q2_K                    | Q3_K
          Q3_K_S    | Q3_K   | Q6_K | Q3_K                          | Q3_K                          | Q3_K    | Q3_K    | Q3_K                    | Q3_K
          Q3_K_M    | Q3_K   | Q6_K | Q4_K Q5_K@0.1                 | Q4_K Q5_K@0.1                 | Q3_K    | Q4_K    | Q3_K                    | Q4_K Q5_K@0
          Q3_K_L    | Q3_K   | Q6_K | Q5_K                          | Q5_K                          | Q3_K    | Q5_K    | Q3_K                    | Q5_K
          Q4_K_S    | Q4_K   | Q6_K | Q4_K Q5_K@0.1.2.3             | Q4_K Q5_K@0.1.2.3             | Q4_K    | Q4_K    | Q4_K                    | Q4_K Q5_K@0.1
          Q4_K_M    | Q4_K   | Q6_K | Q4_K Q6_K@0.1.4.7.10.13.14.15 | Q4_K Q6_K@0.1.4.7.10.13.14.15 | Q4_K    | Q4_K    | Q4_K                    | Q4_K Q6_K@0.1.4.7.10.13.14.15
          Q5_K_S    | Q5_K   | Q6_K | Q5_K                          | Q5_K                          | Q5_K    | Q5_K    | Q5_K                    | Q5_K
          Q5_K_M    | Q5_K   | Q6_K | Q5_K Q6_K@0.1.4.7.10.13.14.15 | Q5_K Q6_K@0.1.4.7.10.13.14.15 | Q5_K    | Q5_K    | Q5_K                    | Q5_K Q6_K@0.1.4.7.10.13.14.15
          Q6_K      | Q6_K   | Q6_K | Q6_K                          | Q6_K                          | Q6_K    | Q6_K    | Q6_K                    | Q6_K
          IQ2_XXS   | Q2_K   | Q5_K | Q4_K                          | Q2_K                          | IQ2_XXS | IQ2_XXS | IQ2_XXS                 | IQ2_XXS Q2_K@0.1
          IQ2_XS    | Q2_K   | Q5_K | Q4_K                          | Q2_K                          | IQ2_XS  | IQ2_XS  | IQ2_XS                  | IQ2_XS Q2_K@0.1
          Q2_K_S    | Q2_K   | Q6_K | Q4_K                          | Q2_K                          | Q2_K    | Q2_K    | Q2_K                    | Q2_K Q4_K@0.1
          IQ3_XS    | IQ3_S  | Q6_K | Q4_K                          | IQ3_S                         | IQ3_XXS | IQ3_S   | IQ3_XXS IQ3_S@0.1.14.15 | IQ3_S
          IQ3_XXS   | IQ3_S  | Q5_K | Q4_K                          | IQ3_XXS                       | IQ2_S   | IQ3_S   | IQ3_XXS                 | IQ3_XXS
          IQ1_S     | Q2_K   | Q5_K | Q4_K                          | Q2_K                          | IQ1_S   | IQ2_XXS | IQ1_S                   | IQ1_S Q2_K@0.1
          IQ4_NL    | IQ4_NL | Q6_K | Q5_K                          | IQ4_NL                        | IQ4_NL  | IQ4_NL  | IQ4_NL                  | IQ4_NL
          IQ3_S     | IQ3_S  | Q6_K | Q4_K                          | IQ3_S                         | IQ3_S   | IQ3_S   | IQ3_S                   | IQ3_S
          IQ3_M     | IQ3_S  | Q6_K | Q4_K                          | Q4_K                          | IQ3_S   | Q4_K    | IQ3_S                   | IQ3_S Q4_K@0.1
          IQ2_S     | IQ3_S  | Q5_K | Q4_K                          | IQ3_S                         | IQ2_XS  | IQ3_S   | IQ2_XS                  | IQ2_XS IQ3_S@0.1
          IQ2_M     | IQ3_S  | Q5_K | Q4_K                          | IQ3_S                         | IQ2_S   | IQ3_S   | IQ2_S                   | IQ2_S IQ3_S@0.1
          IQ4_XS    | IQ4_XS | Q6_K | Q5_K                          | IQ4_XS                        | IQ4_XS  | IQ4_XS  | IQ4_XS                  | IQ4_XS
          IQ1_M     | Q2_K   | Q5_K | Q4_K                          | Q2_K                          | IQ1_M   | IQ2_XXS | IQ1_M                   | IQ1_M Q2_K@0.1
          TQ1_0     | Q4_K   | Q6_K | TQ1_0                         | TQ1_0                         | TQ1_0   | TQ1_0   | TQ1_0                   | TQ1_0
          TQ2_0     | Q4_K   | Q6_K | TQ2_0                         | TQ2_0                         | TQ2_0   | TQ2_0   | TQ2_0                   | TQ2_0
          MXFP4_MOE | Q8_0   | Q8_0 | Q8_0                          | Q8_0                          | Q8_0    | Q8_0    | Q8_0                    | Q8_0
          Q2_0      | Q4_K   | Q6_K | Q2_0                          | Q2_0                          | Q2_0    | Q2_0    | Q2_0                    | Q2_0
          """)
  void followsTheTable(
      String name,
      String embedding,
      String output,
      String valueShared,
      String value,
      String queryKey,
      String attentionOutput,
      String gateUp,
      String down) {
    FileMix mix = FileMixes.named(name).orElseThrow();

    check(mix, MatrixRole.TOKEN_EMBEDDING, 4, embedding);
    check(mix, MatrixRole.OUTPUT, 4, output);
    check(mix, MatrixRole.ATTENTION_VALUE, 4, valueShared);
    check(mix, MatrixRole.ATTENTION_VALUE, 3, value);
    check(mix, MatrixRole.ATTENTION_QUERY, 4, queryKey);
    check(mix, MatrixRole.ATTENTION_KEY, 4, queryKey);
    check(mix, MatrixRole.ATTENTION_OUTPUT, 4, attentionOutput);
    check(mix, MatrixRole.FEED_FORWARD_GATE, 4, gateUp);
    check(mix, MatrixRole.FEED_FORWARD_UP, 4, gateUp);
    check(mix, MatrixRole.FEED_FORWARD_DOWN, 4, down);
  }

  @Test
  void givesBetterValuesToModelsWithEightyLayers() throws SynthException {
    SynthType mix = SynthType.named("mix:IQ3_S");

    assertThat(mix.typeAt(new MatrixPlace(MatrixRole.ATTENTION_VALUE, 40, 80, 8)))
        .isEqualTo(TensorType.Q5_K);
    assertThat(mix.typeAt(new MatrixPlace(MatrixRole.ATTENTION_VALUE, 40, 79, 8)))
        .isEqualTo(TensorType.Q4_K);
  }

  @Test
  void hasNoFileTypeTwice() {
    assertThat(FileMixes.ALL).extracting(FileMix::fileType).doesNotHaveDuplicates();
    assertThat(FileMixes.ALL).extracting(FileMix::label).doesNotHaveDuplicates();
  }

  private static void check(FileMix mix, MatrixRole role, int headsPerKvHead, String cell) {
    String[] parts = cell.split("[ @]", -1);
    List<String> others = parts.length == 1 ? List.of() : List.of(parts[2].split("\\.", -1));
    List<TensorType> expected =
        IntStream.range(0, LAYERS)
            .mapToObj(layer -> parts[others.contains(String.valueOf(layer)) ? 1 : 0])
            .map(TensorType::valueOf)
            .toList();
    List<TensorType> actual =
        IntStream.range(0, LAYERS)
            .mapToObj(layer -> new MatrixPlace(role, layer, LAYERS, headsPerKvHead))
            .map(mix::typeAt)
            .toList();
    assertThat(actual).as(role.name()).isEqualTo(expected);
  }
}
