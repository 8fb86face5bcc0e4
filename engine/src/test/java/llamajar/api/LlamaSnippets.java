package llamajar.api;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import llamajar.text.answer.AnswerDelta;

/// The examples of the documentation, which [LlamaTest] runs.
final class LlamaSnippets {
  private LlamaSnippets() {}

  static void complete(Path file, Appendable out) throws IOException {
    // @start region="complete"
    try (Llama llama = Llama.open(file);
        TextStream answer =
            llama.complete("Once upon a time", Settings.defaults().withMaxTokens(50))) {
      for (String piece : answer) {
        out.append(piece);
      }
    }
    // @end
  }

  static String chat(Llama llama) {
    StringBuilder text = new StringBuilder();
    // @start region="chat"
    List<Message> conversation =
        List.of(Message.system("Be brief."), Message.user("What is the capital of France?"));
    try (ChatStream answer = llama.chat(conversation, Settings.defaults().withMaxTokens(30))) {
      for (AnswerDelta piece : answer) {
        switch (piece) {
          case AnswerDelta.Content said -> text.append(said.text());
          case AnswerDelta.Reasoning thought -> {} // to be shown in another way, if at all
          case AnswerDelta.CallStart call -> {}
          case AnswerDelta.CallArguments arguments -> {}
        }
      }
    }
    // @end
    return text.toString();
  }

  static String cancel(Llama llama) {
    StringBuilder text = new StringBuilder();
    // @start region="cancel"
    try (TextStream answer = llama.complete("Once upon a time", Settings.defaults())) {
      for (String piece : answer) {
        text.append(piece);
        if (text.length() > 100) {
          break; // closing the stream ends the answer
        }
      }
    }
    // @end
    return text.toString();
  }

  static List<String> together(Llama llama, List<String> prompts) throws Exception {
    List<String> texts = new ArrayList<>();
    // @start region="together"
    Settings settings = Settings.defaults().withTemperature(0).withMaxTokens(20);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> answers = new ArrayList<>();
      for (String prompt : prompts) {
        answers.add(threads.submit(() -> llama.complete(prompt, settings).rest()));
      }
      for (Future<String> answer : answers) {
        texts.add(answer.get());
      }
    }
    // @end
    return texts;
  }
}
