package llamajar.cli.chat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/// What is wrong with a file, in a line.
final class FileProblem {
  private FileProblem() {}

  /// @param filesClosed whether files are closed to the program that no option names
  static String message(IOException failure, boolean filesClosed) {
    return switch (failure) {
      case NoSuchFileException e -> e.getFile() + ": no such file";
      case AccessDeniedException e when filesClosed ->
          e.getFile()
              + ": closed to the chat; start it with --allow PATH, a file or directory, to open it";
      case AccessDeniedException e -> e.getFile() + ": permission denied";
      case FileSystemException e -> e.getFile() + ": can't be used";
      default -> String.valueOf(failure.getMessage());
    };
  }
}
