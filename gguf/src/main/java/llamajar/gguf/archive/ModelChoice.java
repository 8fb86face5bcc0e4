package llamajar.gguf.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Which entry of an archive is the model.
public final class ModelChoice {
  /// The entry that holds default arguments, one on each line, as llamafile has it.
  public static final String ARGUMENTS = ".args";

  /// What llamafile puts before names of entries.
  private static final String ZIP_FOLDER = "/zip/";

  private static final Pattern LATER_PART = Pattern.compile(".*-(?!00001)\\d{5}-of-\\d{5}\\.gguf");
  private static final long LONGEST_ARGUMENTS = 1 << 20;
  private static final int NAMES_SHOWN = 8;

  private ModelChoice() {}

  /// The entry with a name.
  ///
  /// @throws ArchiveException if there is none, or it is compressed
  public static ArchiveEntry named(ArchiveDirectory archive, String name) throws ArchiveException {
    Optional<ArchiveEntry> found = archive.entry(name);
    if (found.isEmpty()) {
      List<String> models = models(archive);
      throw new ArchiveException(
          "%s: has no entry '%s'; %s"
              .formatted(
                  archive.file(),
                  name,
                  models.isEmpty() ? "there is no GGUF in it" : "it has " + shown(models)));
    }
    return stored(archive, found.get());
  }

  /// The one model: the only GGUF, or the one that the arguments in the archive name with `-m`.
  ///
  /// @throws ArchiveException if there is none, or none that is meant, or it is compressed
  public static ArchiveEntry only(ArchiveDirectory archive, FileChannel channel)
      throws IOException {
    List<String> models = models(archive);
    if (models.isEmpty()) {
      throw new ArchiveException(
          "%s: an archive without a GGUF model (%s); give a .gguf file, or a file that was packed"
                  .formatted(archive.file(), contents(archive))
              + " with one");
    }
    if (models.size() > 1) {
      Optional<String> meant = modelArgument(arguments(archive, channel));
      if (meant.isEmpty() || archive.entry(meant.get()).isEmpty()) {
        throw new ArchiveException(
            "%s: holds several models, %s; name one: %s@%s"
                .formatted(archive.file(), shown(models), archive.file(), models.getFirst()));
      }
      return named(archive, meant.get());
    }
    return named(archive, models.getFirst());
  }

  /// The names of all GGUF entries, without later parts of split models.
  public static List<String> models(ArchiveDirectory archive) {
    return archive.entries().stream()
        .map(ArchiveEntry::name)
        // Those of the program's own built-in model lie in the folders of its classes.
        .filter(name -> name.endsWith(".gguf") && !name.startsWith("llamajar/"))
        .filter(name -> !LATER_PART.matcher(name).matches())
        .toList();
  }

  /// The name of an entry that an argument means: `name`, `./name` or `/zip/name`.
  public static String entryName(String argument) {
    if (argument.startsWith(ZIP_FOLDER)) {
      return argument.substring(ZIP_FOLDER.length());
    }
    return argument.startsWith("./") ? argument.substring(2) : argument;
  }

  /// The default arguments in the archive; none if it has no such entry, or one that is unusable.
  private static List<String> arguments(ArchiveDirectory archive, FileChannel channel)
      throws IOException {
    Optional<ArchiveEntry> entry = archive.entry(ARGUMENTS);
    if (entry.isEmpty() || entry.get().size() > LONGEST_ARGUMENTS) {
      return List.of();
    }
    ByteBuffer text = archive.content(channel, entry.get());
    return StandardCharsets.UTF_8.decode(text).toString().lines().toList();
  }

  private static Optional<String> modelArgument(List<String> arguments) {
    for (int i = 0; i + 1 < arguments.size(); i++) {
      if (arguments.get(i).equals("-m") || arguments.get(i).equals("--model")) {
        return Optional.of(entryName(arguments.get(i + 1)));
      }
    }
    return Optional.empty();
  }

  private static ArchiveEntry stored(ArchiveDirectory archive, ArchiveEntry entry)
      throws ArchiveException {
    if (!entry.isStored()) {
      throw new ArchiveException(
          "%s: entry %s is compressed or encrypted, so it can't be mapped; store it as it is (zip -0), or unpack it"
              .formatted(archive.file(), entry.name()));
    }
    return entry;
  }

  private static String contents(ArchiveDirectory archive) {
    List<String> names = archive.entries().stream().map(ArchiveEntry::name).toList();
    if (names.stream().anyMatch(name -> name.endsWith("data.pkl"))) {
      return "it is a PyTorch checkpoint, to be converted to GGUF";
    }
    return names.isEmpty() ? "it is empty" : "it holds " + shown(names);
  }

  private static String shown(List<String> names) {
    String list = String.join(", ", names.subList(0, Math.min(NAMES_SHOWN, names.size())));
    return names.size() > NAMES_SHOWN
        ? "%s and %d more".formatted(list, names.size() - NAMES_SHOWN)
        : list;
  }
}
