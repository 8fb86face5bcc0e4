package llamajar.engine.scheduler;

import java.util.ArrayList;
import java.util.List;

/// All events of an answer.
record Heard(List<AnswerEvent> events) {

  /// Listens to the end.
  static Heard of(Answer answer) throws InterruptedException {
    List<AnswerEvent> events = new ArrayList<>();
    while (!answer.isOver()) {
      events.add(answer.next());
    }
    return new Heard(events);
  }

  <T extends AnswerEvent> List<T> all(Class<T> kind) {
    return events.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  List<Integer> tokens(int choice) {
    return all(AnswerEvent.Token.class).stream()
        .filter(token -> token.choice() == choice)
        .map(AnswerEvent.Token::token)
        .toList();
  }

  String text(int choice) {
    StringBuilder text = new StringBuilder();
    for (AnswerEvent.Token token : all(AnswerEvent.Token.class)) {
      if (token.choice() == choice) {
        text.append(token.text());
      }
    }
    return text + ended(choice).rest();
  }

  AnswerEvent.Ended ended(int choice) {
    return all(AnswerEvent.Ended.class).stream()
        .filter(ended -> ended.choice() == choice)
        .findFirst()
        .orElseThrow(
            () -> new AssertionError("choice %d has not ended: %s".formatted(choice, events)));
  }

  AnswerUsage usage() {
    return all(AnswerEvent.Finished.class).getFirst().usage();
  }
}
