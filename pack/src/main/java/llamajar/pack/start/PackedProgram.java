package llamajar.pack.start;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// This program, run from a packed file: the file, and the arguments that lie in it.
///
/// @param file the file that runs
/// @param defaults the lines of its `.args`
/// @param hasEntry whether it has an entry of a name
public record PackedProgram(Path file, List<String> defaults, Predicate<String> hasEntry) {
  /// Set to `no`, it makes the program forget that it was packed.
  private static final String PROPERTY = "llamajar.packed";

  private static final String ARGUMENTS = ".args";
  private static final String USER_ARGUMENTS = "...";
  private static final String ZIP_FOLDER = "/zip/";

  /// The packed file that this JVM runs, if it runs one.
  public static Optional<PackedProgram> current() {
    if (!Relaunch.isSingleJar() || "no".equals(System.getProperty(PROPERTY))) {
      return Optional.empty();
    }
    ClassLoader loader = ClassLoader.getSystemClassLoader();
    try (InputStream stream = loader.getResourceAsStream(ARGUMENTS)) {
      if (stream == null) {
        return Optional.empty();
      }
      String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      return Optional.of(
          new PackedProgram(
              Relaunch.jar(), text.lines().toList(), name -> loader.getResource(name) != null));
    } catch (IOException e) {
      // Without its default arguments the program still runs; opening the model says what is wrong.
      return Optional.empty();
    }
  }

  /// The default arguments with the user's in their place. As in llamafile: `...` stands for the
  /// user's; without it, the defaults count only if the user gives none.
  ///
  /// Names of entries become names that open: `model.gguf` and `/zip/model.gguf` become
  /// `FILE@model.gguf`. In the user's arguments only the latter does, because the former may be a
  /// file of theirs.
  public List<String> merge(List<String> given) {
    List<String> user = given.stream().map(this::zipEntry).toList();
    List<String> merged = new ArrayList<>();
    boolean placed = false;
    for (String argument : defaults) {
      if (argument.equals(USER_ARGUMENTS)) {
        merged.addAll(user);
        placed = true;
      } else {
        merged.add(entry(argument));
      }
    }
    return placed || user.isEmpty() ? merged : user;
  }

  /// The model of the default arguments, as something to open: what follows `-m`, or the file
  /// itself, which holds one model then.
  public Path model() {
    for (int i = 0; i + 1 < defaults.size(); i++) {
      if (defaults.get(i).equals("-m") || defaults.get(i).equals("--model")) {
        return Path.of(entry(defaults.get(i + 1)));
      }
    }
    return file;
  }

  private String entry(String argument) {
    String opened = zipEntry(argument);
    boolean named = !argument.isEmpty() && !argument.endsWith("/") && hasEntry.test(argument);
    return opened.equals(argument) && named ? file + "@" + argument : opened;
  }

  private String zipEntry(String argument) {
    return argument.startsWith(ZIP_FOLDER)
        ? file + "@" + argument.substring(ZIP_FOLDER.length())
        : argument;
  }
}
