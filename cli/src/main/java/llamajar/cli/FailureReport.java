package llamajar.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.Objects;
import llamajar.cli.option.UsageException;
import llamajar.cli.terminal.Environment;
import llamajar.cli.terminal.FileProblem;
import llamajar.cli.terminal.Interrupt;
import llamajar.cli.terminal.OutputException;
import llamajar.cli.terminal.TerminalText;
import llamajar.engine.ContextFullException;
import llamajar.engine.synth.SynthException;
import llamajar.hub.download.StoppedException;
import llamajar.text.grammar.GrammarException;
import llamajar.text.tokenizer.VocabularyException;
import picocli.CommandLine.ParameterException;

/// A failure as the user sees it: one line and an exit code.
///
/// @param exitCode 0 if it is none, 1 if the command failed, 2 if it was used wrongly
/// @param message what is wrong, where, and what to do; empty if there is nothing to say
/// @param cause what happened
record FailureReport(int exitCode, String message, Throwable cause) {
  private static final int FAILED = 1;
  private static final int WRONG_USE = 2;

  /// What to tell about a failure.
  ///
  /// @param command the command that was named
  static FailureReport of(Throwable failure, String command) {
    return switch (failure) {
      case ParameterException e ->
          new FailureReport(WRONG_USE, ParameterFailure.message(e, command), e);
      case UsageException e -> new FailureReport(WRONG_USE, said(e), e);
      case SynthException e -> new FailureReport(WRONG_USE, said(e), e);
      case OutputException e ->
          e.readerGone() ? new FailureReport(0, "", e) : new FailureReport(FAILED, said(e), e);
      case FileSystemException e -> new FailureReport(FAILED, FileProblem.message(e), e);
      case UncheckedIOException e -> of(Objects.requireNonNull(e.getCause()), command);
      // Who stopped it has been told already.
      case StoppedException e -> new FailureReport(Interrupt.EXIT_CODE, "", e);
      case IOException e -> new FailureReport(FAILED, said(e), e);
      case ContextFullException e -> new FailureReport(FAILED, said(e), e);
      case VocabularyException e -> new FailureReport(FAILED, said(e), e);
      case GrammarException e -> new FailureReport(FAILED, said(e), e);
      case OutOfMemoryError e ->
          new FailureReport(
              FAILED,
              "not enough memory (%s); give a smaller context (-c) or a smaller model"
                  .formatted(said(e)),
              e);
      default -> new FailureReport(FAILED, unexpected(failure), failure);
    };
  }

  /// Tells it.
  ///
  /// @return the exit code
  int print(Environment environment) {
    if (!message.isEmpty()) {
      environment.err().println("llamajar: " + TerminalText.oneLine(message));
    }
    if (environment.debug()) {
      cause.printStackTrace(environment.err());
    }
    environment.err().flush();
    return exitCode;
  }

  private static String said(Throwable failure) {
    String message = failure.getMessage();
    return message == null || message.isBlank() ? unexpected(failure) : message;
  }

  private static String unexpected(Throwable failure) {
    return "an unexpected %s (%s); set LLAMAJAR_DEBUG=1 to see where, and report it"
        .formatted(failure.getClass().getSimpleName(), failure.getMessage());
  }
}
