package llamajar.gguf;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An open GGUF file, or all files of a split one: its metadata, and its tensors as read-only
/// segments of the mapped file.
///
/// Opening reads the header, the metadata and the tensor table, and proves that every tensor lies
/// in the file; it never reads weights, so it takes no longer for a large model than for a small
/// one. Everything that is handed out may be used by any thread until [#close()].
///
/// The files must not change while they are open. If one becomes shorter, or its disk fails,
/// touching the lost part throws [InternalError], because a mapped page has no other way to report
/// it.
public final class GgufFile implements AutoCloseable {
  private final Path path;
  private final List<MappedGguf> parts;
  private final Map<String, Tensor> tensors;
  private final Arena arena;

  private GgufFile(Path path, List<MappedGguf> parts, Arena arena) {
    this.path = path;
    this.parts = parts;
    this.arena = arena;
    Map<String, Tensor> byName = new LinkedHashMap<>();
    for (MappedGguf part : parts) {
      for (Tensor tensor : part.contents().tensors()) {
        byName.put(tensor.name(), tensor);
      }
    }
    this.tensors = Collections.unmodifiableMap(byName);
  }

  /// Opens a model file, or a model that lies in an archive as it is: `FILE` with one GGUF in it (a
  /// packed model, a ZIP file, a `.llamafile`), or `FILE@ENTRY`. If it is one part of a split
  /// model, finds the others beside it by name and opens all.
  ///
  /// @throws GgufException if the file, or a part, is missing, unreadable, damaged or not a GGUF,
  ///   or if the archive holds no such model, or a compressed one
  @SuppressWarnings("MustBeClosedChecker") // close() of the result closes the arena
  public static GgufFile open(Path path) throws IOException {
    GgufLocation location = GgufLocation.of(path);
    Arena arena = Arena.ofShared();
    try {
      MappedGguf opened = MappedGguf.open(location.place(), arena);
      List<MappedGguf> parts =
          SplitModel.partCount(opened.contents()) == 1
              ? List.of(opened)
              : SplitModel.complete(opened, location.parts(), arena);
      return new GgufFile(path, parts, arena);
    } catch (IOException | RuntimeException | Error e) {
      arena.close();
      throw e;
    }
  }

  /// Opens a GGUF that lies inside another file, such as an archive that stores it uncompressed.
  ///
  /// @param start position of its first byte; need not be aligned
  /// @param length its size in bytes
  /// @throws GgufException as [#open(Path)], and if it is a part of a split model
  @SuppressWarnings("MustBeClosedChecker") // close() of the result closes the arena
  public static GgufFile openEmbedded(Path path, long start, long length) throws IOException {
    if (start < 0 || length < 0) {
      throw new IllegalArgumentException("no range of a file: %d + %d".formatted(start, length));
    }
    Arena arena = Arena.ofShared();
    try {
      MappedGguf opened = MappedGguf.open(new GgufPlace(path, "", start, length), arena);
      return new GgufFile(path, List.of(unsplit(opened)), arena);
    } catch (IOException | RuntimeException | Error e) {
      arena.close();
      throw e;
    }
  }

  /// Reads a GGUF that is already in memory; for tests that try very many.
  ///
  /// @param arena closed by [#close()]
  static GgufFile ofBytes(String name, MemorySegment bytes, Arena arena) throws GgufException {
    GgufContents contents = new GgufReader(name, bytes, 0).read();
    Path path = Path.of(name);
    MappedGguf opened = new MappedGguf(GgufPlace.whole(path), bytes.byteSize(), contents);
    return new GgufFile(path, List.of(unsplit(opened)), arena);
  }

  private static MappedGguf unsplit(MappedGguf opened) throws GgufException {
    int count = SplitModel.partCount(opened.contents());
    if (count > 1) {
      throw new GgufException(
          "%s: the GGUF inside it is one of %d parts; join them to one file first"
              .formatted(opened.path(), count));
    }
    return opened;
  }

  /// The file that was opened, as it was named.
  public Path path() {
    return path;
  }

  /// The format version, 2 or 3.
  public int version() {
    return parts.getFirst().contents().version();
  }

  /// The metadata; of a split model, that of its first part.
  public Metadata metadata() {
    return parts.getFirst().contents().metadata();
  }

  /// All tensors, in the order of the files and their tables.
  public Collection<Tensor> tensors() {
    return tensors.values();
  }

  /// The tensor with this name, or empty.
  public Optional<Tensor> tensor(String name) {
    return Optional.ofNullable(tensors.get(name));
  }

  /// Bytes of all parts together.
  public long fileSize() {
    return parts.stream().mapToLong(MappedGguf::size).sum();
  }

  /// The files, in order; one unless the model is split.
  public List<Path> parts() {
    return parts.stream().map(MappedGguf::path).toList();
  }

  /// Unmaps the files. Using a tensor's bytes afterwards throws [IllegalStateException].
  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
