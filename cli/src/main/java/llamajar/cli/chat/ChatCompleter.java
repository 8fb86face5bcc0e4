package llamajar.cli.chat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/// Completes commands, the names of settings, and paths where a command wants a file.
final class ChatCompleter implements Completer {
  private static final int MOST_FILES = 200;

  @Override
  public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
    List<String> words = line.words();
    if (!line.line().startsWith("/")) {
      return;
    }
    if (words.size() == 1) {
      SlashCommand.words().forEach(word -> candidates.add(new Candidate(word)));
    } else if (words.getFirst().equals("/set") && words.size() == 2) {
      ChatSettings.names().forEach(name -> candidates.add(new Candidate(name)));
    } else if (SlashCommand.of(words.getFirst()).filter(SlashCommand::takesFile).isPresent()) {
      addFiles(line.word(), candidates);
    }
  }

  private static void addFiles(String begun, List<Candidate> candidates) {
    String folder = begun.substring(0, begun.lastIndexOf('/') + 1);
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(Path.of(folder.isEmpty() ? "." : folder))) {
      for (Path file : files) {
        boolean isFolder = Files.isDirectory(file);
        String value = folder + file.getFileName() + (isFolder ? "/" : "");
        if (value.startsWith(begun) && candidates.size() < MOST_FILES) {
          candidates.add(new Candidate(value, value, null, null, null, null, !isFolder));
        }
      }
    } catch (IOException | InvalidPathException e) {
      // A folder that can't be read has nothing to offer.
      candidates.clear();
    }
  }
}
