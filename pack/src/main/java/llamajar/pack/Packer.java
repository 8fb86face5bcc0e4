package llamajar.pack;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import llamajar.gguf.GgufFile;
import llamajar.gguf.archive.ArchiveDirectory;
import llamajar.gguf.archive.ArchiveEntry;
import llamajar.gguf.archive.ModelChoice;

/// Writes a packed file: beside its target under another name, checked and on the disk before it
/// gets its own. Equal inputs make equal files, byte for byte.
public final class Packer {
  /// Room for the script at the beginning, a multiple of any usual block size.
  static final int STUB_BYTES = 16 << 10;

  private final PackOrder order;
  private final Map<String, Path> models;

  private Packer(PackOrder order, Map<String, Path> models) {
    this.order = order;
    this.models = models;
  }

  /// Writes the file.
  ///
  /// @throws IOException if it can't be written, or something that goes into it can't be used;
  ///   nothing is left behind then
  public static void pack(PackOrder order) throws IOException {
    if (Files.exists(order.target()) && !order.replaces()) {
      throw new PackException("%s: exists already; --force replaces it".formatted(order.target()));
    }
    Map<String, Path> models = models(order.models());
    Packer packer = new Packer(order, models);
    packer.requireArguments();
    packer.requireSpace();
    packer.write();
  }

  /// All files of all models by the names that they get, in order.
  private static Map<String, Path> models(List<Path> given) throws IOException {
    Map<String, Path> models = new LinkedHashMap<>();
    for (Path path : given) {
      try (GgufFile file = GgufFile.open(path)) {
        for (Path part : file.parts()) {
          if (!Files.isRegularFile(part)) {
            throw new PackException(
                "%s: a model in an archive can't be packed again; unpack it first (unzip)"
                    .formatted(part));
          }
          String name = entryName(part);
          Path other = models.putIfAbsent(name, part);
          if (other != null && !other.equals(part)) {
            throw new PackException(
                "%s and %s have the same name; give one of them another".formatted(other, part));
          }
        }
      }
    }
    return models;
  }

  /// The name that a model gets in the packed file. Only by its ending is it found there again.
  public static String entryName(Path model) {
    String name = String.valueOf(model.getFileName());
    return name.endsWith(".gguf") ? name : name + ".gguf";
  }

  private void requireArguments() throws PackException {
    boolean named = order.arguments().contains("-m") || order.arguments().contains("--model");
    if (order.models().size() > 1 && !named) {
      throw new PackException(
          "the default arguments name no model with -m, and several are packed; add -m and %s"
              .formatted(models.keySet().iterator().next()));
    }
    for (String argument : order.arguments()) {
      if (argument.indexOf('\n') >= 0 || argument.indexOf('\0') >= 0) {
        throw new PackException(
            "the argument '%s' has more than one line; each is one line of .args"
                .formatted(argument));
      }
    }
  }

  private void requireSpace() throws IOException {
    long needed = Files.size(order.program()) + STUB_BYTES;
    for (Path model : models.values()) {
      needed += Files.size(model) + order.alignment();
    }
    Path folder = folder();
    if (!Files.isDirectory(folder)) {
      throw new PackException("%s: no such folder; make it first".formatted(folder));
    }
    requireSpace(folder, needed, Files.getFileStore(folder).getUsableSpace());
  }

  /// @throws PackException if more is needed than free
  static void requireSpace(Path folder, long needed, long free) throws PackException {
    if (needed > free) {
      throw new PackException(
          "%s: the disk is too full: %d MB are needed, %d MB are free; make room, or give another folder with -o"
              .formatted(folder, needed >> 20, free >> 20));
    }
  }

  private Path folder() {
    Path parent = order.target().toAbsolutePath().getParent();
    return parent == null ? Path.of(".") : parent;
  }

  private void write() throws IOException {
    Path temporary = Files.createTempFile(folder(), "." + order.target().getFileName(), ".part");
    try {
      Map<String, Integer> checksums;
      try (FileChannel out = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        checksums = fill(out);
        out.force(true);
      }
      verify(temporary, checksums);
      makeExecutable(temporary);
      putInPlace(temporary);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /// @return the CRC-32 of each model
  private Map<String, Integer> fill(FileChannel out) throws IOException {
    ProgramEntries program = ProgramEntries.of(order.program());
    out.position(STUB_BYTES);
    ArchiveWriter archive = new ArchiveWriter(out);
    program.copyTo(archive);
    // Without models it is the program as it is, with nothing of its own to open.
    if (!models.isEmpty()) {
      archive.add(
          ModelChoice.ARGUMENTS,
          (String.join("\n", order.arguments()) + "\n").getBytes(StandardCharsets.UTF_8));
    }
    Stub stub = Stub.of(program.hash());
    if (order.runtime().isPresent()) {
      RuntimeArchive runtime = order.runtime().get();
      long size = Files.size(runtime.file());
      try (FileChannel from = FileChannel.open(runtime.file(), StandardOpenOption.READ)) {
        archive.addAligned(runtime.entryName(), from, size, PackOrder.LEAST_ALIGNMENT);
      }
      stub = stub.withRuntime(runtime.hash(), out.position() - size, size);
    }
    Map<String, Integer> checksums = new LinkedHashMap<>();
    for (Map.Entry<String, Path> model : models.entrySet()) {
      try (FileChannel from = FileChannel.open(model.getValue(), StandardOpenOption.READ)) {
        checksums.put(
            model.getKey(),
            archive.addAligned(model.getKey(), from, from.size(), order.alignment()));
      }
    }
    archive.finish();
    ByteBuffer script = ByteBuffer.wrap(stub.withFileSize(out.position()).bytes(STUB_BYTES));
    while (script.hasRemaining()) {
      out.write(script, script.position());
    }
    return checksums;
  }

  /// Reads what was written as a start would, and compares all weights with what they should be.
  private void verify(Path written, Map<String, Integer> checksums) throws IOException {
    try (FileChannel channel = FileChannel.open(written, StandardOpenOption.READ)) {
      ArchiveDirectory directory =
          ArchiveDirectory.read(written, channel)
              .orElseThrow(() -> unverified("it has no directory"));
      for (Map.Entry<String, Integer> model : checksums.entrySet()) {
        ArchiveEntry entry = ModelChoice.named(directory, model.getKey());
        long offset = directory.dataOffset(channel, entry);
        if (offset % order.alignment() != 0) {
          throw unverified("%s lies at byte %d".formatted(model.getKey(), offset));
        }
        int checksum = CheckedCopy.checksum(channel, offset, entry.size());
        if (checksum != model.getValue() || checksum != entry.crc32()) {
          throw unverified("%s has other bytes than were written".formatted(model.getKey()));
        }
        GgufFile.open(Path.of(written + "@" + model.getKey())).close();
      }
    }
  }

  private PackException unverified(String what) {
    return new PackException(
        "%s: what was written can't be read back (%s); check the disk"
            .formatted(order.target(), what));
  }

  private static void makeExecutable(Path file) throws IOException {
    try {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (UnsupportedOperationException e) {
      // A system without such permissions needs none.
      return;
    }
  }

  private void putInPlace(Path temporary) throws IOException {
    if (order.replaces()) {
      try {
        Files.move(
            temporary,
            order.target(),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(temporary, order.target(), StandardCopyOption.REPLACE_EXISTING);
      }
      return;
    }
    try {
      Files.move(temporary, order.target());
    } catch (FileAlreadyExistsException e) {
      throw new PackException(
          "%s: was made by somebody else meanwhile; --force replaces it".formatted(order.target()));
    }
  }
}
