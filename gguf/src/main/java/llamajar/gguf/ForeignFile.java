package llamajar.gguf;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/// Files that people take for GGUF models, told apart by how they begin.
final class ForeignFile {
  /// How far to look; the first bytes decide everything here.
  private static final int LOOK = 64;

  private static final List<Kind> KINDS =
      List.of(
          new Kind("lmgg", "an old GGML model (before August 2023): get the model as GGUF"),
          new Kind("ggml", "an old GGML model (before August 2023): get the model as GGUF"),
          new Kind("fmgg", "an old GGMF model (before August 2023): get the model as GGUF"),
          new Kind("tjgg", "an old GGJT model (before August 2023): get the model as GGUF"),
          new Kind("ggjt", "an old GGJT model (before August 2023): get the model as GGUF"),
          new Kind("algg", "an old GGLA adapter (before August 2023): get it as GGUF"),
          new Kind("ggla", "an old GGLA adapter (before August 2023): get it as GGUF"),
          new Kind("PK\3\4", "a ZIP archive whose end is missing: copy or download it again"),
          new Kind(
              "version https://git-lfs", "a Git LFS pointer, not the model: run 'git lfs pull'"),
          new Kind("\u001f\u008b", "compressed with gzip: run 'gunzip' first"),
          new Kind("(\u00b5/\u00fd", "compressed with zstd: run 'unzstd' first"),
          new Kind("\u00fd7zXZ", "compressed with xz: run 'unxz' first"),
          new Kind("BZh", "compressed with bzip2: run 'bunzip2' first"),
          new Kind("7z\u00bc\u00af", "a 7z archive: unpack it first"),
          new Kind("Rar!", "a RAR archive: unpack it first"),
          new Kind("\u007fELF", "a program, not a model"),
          new Kind(
              "MZ", "a program, or a llamafile whose end is missing: copy or download it again"),
          new Kind(
              "#!", "a script, or a packed model whose end is missing: copy or download it again"));

  private record Kind(String magic, String explanation) {}

  private ForeignFile() {}

  /// What a file that begins with these bytes is, and what to do about it.
  static String explain(String file, MemorySegment bytes) {
    byte[] head = ValueBytes.copy(bytes.asSlice(0, Math.min(LOOK, bytes.byteSize())));
    // One char per byte, so that magics can be written as strings.
    String start = new String(head, StandardCharsets.ISO_8859_1);
    for (Kind kind : KINDS) {
      if (start.startsWith(kind.magic)) {
        return kind.explanation;
      }
    }
    String text = start.strip().toLowerCase(Locale.ROOT);
    if (text.startsWith("<!doctype") || text.startsWith("<html") || text.startsWith("<?xml")) {
      return "a web page that was saved instead of the model: download it again, with the right link";
    }
    if (start.length() > 9 && start.charAt(8) == '{' && head[5] == 0 && head[6] == 0) {
      return "a safetensors file: convert it to GGUF, or get the model as GGUF";
    }
    if (text.startsWith("{") || text.startsWith("[")) {
      return "JSON text, not a model";
    }
    if (start.length() > 2 && head[0] == (byte) 0x80 && head[1] >= 2 && head[1] <= 5) {
      return "a Python pickle (an old PyTorch checkpoint): get the model as GGUF";
    }
    if (start.chars().allMatch(c -> c == 0)) {
      return "filled with zeros at the start, so perhaps an unfinished download: download it again";
    }
    if (Advice.isPiece(file)) {
      return "perhaps a later piece of a file: join the pieces in order (cat PIECE1 PIECE2 > FILE)";
    }
    return "of an unknown kind (it starts with %s): give a .gguf file"
        .formatted(Printable.quote(shown(start)));
  }

  private static String shown(String start) {
    return start.substring(0, Math.min(4, start.length()));
  }
}
