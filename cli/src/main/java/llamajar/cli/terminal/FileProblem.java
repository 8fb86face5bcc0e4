package llamajar.cli.terminal;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/// What is wrong with a file, in a line.
public final class FileProblem {
  private FileProblem() {}

  /// The file and what is wrong with it.
  public static String message(IOException failure) {
    return switch (failure) {
      case NoSuchFileException e -> e.getFile() + ": no such file";
      case AccessDeniedException e -> e.getFile() + ": permission denied";
      case FileSystemException e -> e.getFile() + ": " + reason(e);
      default -> String.valueOf(failure.getMessage());
    };
  }

  private static String reason(FileSystemException e) {
    String reason = e.getReason();
    return reason == null ? "can't be used (%s)".formatted(e.getClass().getSimpleName()) : reason;
  }
}
