package llamajar.cli.chat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import llamajar.text.chat.ChatRequest;

/// What was said so far, and states of it that were put aside.
final class Conversation {
  private final List<Map<String, Object>> messages = new ArrayList<>();
  private final Deque<List<Map<String, Object>>> stack = new ArrayDeque<>();
  private final String system;

  /// @param system what the model is told first; empty: nothing
  Conversation(String system) {
    this.system = system;
    clear();
  }

  /// All messages, oldest first.
  List<Map<String, Object>> messages() {
    return List.copyOf(messages);
  }

  /// Adds a message.
  void add(String role, String content) {
    messages.add(ChatRequest.message(role, content));
  }

  /// Replaces everything.
  void replace(List<Map<String, Object>> others) {
    messages.clear();
    messages.addAll(others);
  }

  /// Forgets everything but the system prompt.
  void clear() {
    messages.clear();
    if (!system.isEmpty()) {
      add("system", system);
    }
  }

  /// Takes back the last question with what follows it.
  ///
  /// @return whether there was one
  boolean undo() {
    for (int i = messages.size() - 1; i >= 0; i--) {
      if (isFromUser(i)) {
        messages.subList(i, messages.size()).clear();
        return true;
      }
    }
    return false;
  }

  /// Forgets the oldest question with its answer, to make room.
  ///
  /// @return whether there was one
  boolean forget() {
    int first = 0;
    while (first < messages.size() && !isFromUser(first)) {
      first++;
    }
    if (first == messages.size()) {
      return false;
    }
    int next = first + 1;
    while (next < messages.size() && !isFromUser(next)) {
      next++;
    }
    messages.subList(first, next).clear();
    return true;
  }

  private boolean isFromUser(int index) {
    return "user".equals(messages.get(index).get("role"));
  }

  /// Puts the state aside.
  ///
  /// @return how many there are now
  int push() {
    stack.push(messages());
    return stack.size();
  }

  /// Goes back to the state put aside last.
  ///
  /// @return whether there was one
  boolean pop() {
    if (stack.isEmpty()) {
      return false;
    }
    replace(stack.pop());
    return true;
  }

  /// Sizes of the states put aside, the last first.
  List<Integer> stack() {
    return stack.stream().map(List::size).toList();
  }
}
