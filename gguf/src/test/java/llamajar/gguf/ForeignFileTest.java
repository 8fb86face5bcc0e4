package llamajar.gguf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ForeignFileTest {

  static Stream<Arguments> files() {
    return Stream.of(
        argumentSet("GGML", bytes("lmgg", 60), "old GGML model"),
        argumentSet("GGJT", bytes("tjgg\3\0\0\0", 60), "old GGJT model"),
        argumentSet("GGLA", bytes("algg\1\0\0\0", 60), "old GGLA adapter"),
        argumentSet("ZIP", bytes("PK\3\4\24\0", 60), "ZIP archive whose end is missing"),
        argumentSet(
            "safetensors",
            bytes("@\1\0\0\0\0\0\0{\"__metadata__\":{", 60),
            "safetensors file: convert it to GGUF"),
        argumentSet("JSON", bytes("{\"error\": \"not found\"}", 0), "JSON text"),
        argumentSet(
            "Git LFS",
            bytes("version https://git-lfs.github.com/spec/v1\noid sha256:0", 0),
            "git lfs pull"),
        argumentSet("page", bytes("\n<!DOCTYPE html><html>", 0), "web page"),
        argumentSet("page, lower case", bytes("<html lang=en>", 0), "web page"),
        argumentSet("gzip", bytes("\u001f\u008b\b", 60), "gunzip"),
        argumentSet("zstd", bytes("(\u00b5/\u00fd", 60), "unzstd"),
        argumentSet("xz", bytes("\u00fd7zXZ\0", 60), "unxz"),
        argumentSet("pickle", bytes("\u0080\2\u008a\n", 60), "Python pickle"),
        argumentSet("llamafile", bytes("MZqFpD='\n", 60), "llamafile"),
        argumentSet("program", bytes("\u007fELF\2", 60), "a program"),
        argumentSet("zeros", bytes("", 60), "unfinished download"),
        argumentSet("one byte", bytes("\7", 0), "unknown kind", "\"\\u{7}\""),
        argumentSet("text", bytes("Dear Sir or Madam", 0), "unknown kind", "\"Dear\""));
  }

  @ParameterizedTest
  @MethodSource("files")
  void isNamedWithARemedy(byte[] file, String[] facts) {
    assertThat(RawGguf.refusal("model.gguf", file))
        .startsWith("model.gguf: not a GGUF file but ")
        .contains(facts);
  }

  private static Arguments argumentSet(String name, byte[] file, String... facts) {
    return Arguments.argumentSet(name, file, facts);
  }

  private static byte[] bytes(String start, int zeros) {
    byte[] bytes = start.getBytes(StandardCharsets.ISO_8859_1);
    return Arrays.copyOf(bytes, bytes.length + zeros);
  }
}
