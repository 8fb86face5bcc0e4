package llamajar.text.grammar;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Map.Entry;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// Reads texts of a grammar, and remembers what it finds. Safe for use by several threads: what is
/// known is read without a lock.
final class Machine {
  /// From about so many remembered numbers (4 bytes each) on, everything is forgotten.
  private static final long MOST_WEIGHT = 16_000_000;

  /// Calls that can begin or end at one place of a text. Only grammars that are ambiguous without
  /// end come near.
  private static final int MOST_CALLS = 20_000;

  private final Automaton automaton;
  private final CursorTable cursors;
  private final Map<Key, Frame> frames = new HashMap<>();
  private final Map<Key, State> states = new HashMap<>();
  private final @Nullable Cursor[] ruleCursors;
  private final Frame bottom = new Frame(0, new Cursor[0], new Frame[0]);
  private final State dead;
  private final State start;
  private final State triggered;
  private int nextFrame = 1;
  private long weight;

  Machine(Automaton automaton) {
    this.automaton = automaton;
    cursors = new CursorTable(automaton);
    ruleCursors = new @Nullable Cursor[automaton.ruleStarts.length];
    dead = new State(this, new Calls(0), new State.Ending(false, false, 0), 0);
    start = begin(automaton.start);
    triggered = begin(automaton.root);
  }

  private State begin(int node) {
    Step step = new Step();
    step.add(bottom, cursors.closure(node));
    return step.finish(0, false);
  }

  /// Before the first byte.
  State start() {
    return start;
  }

  /// After a trigger.
  State triggered() {
    return triggered;
  }

  /// After a byte that can't stand there.
  State dead() {
    return dead;
  }

  int classOf(byte octet) {
    return automaton.byteClasses[octet & 0xFF] & 0xFF;
  }

  /// The state after one more byte.
  synchronized State step(State state, int octetClass) {
    forgetIfFull();
    Step step = new Step();
    for (int i = 0; i < state.cursors.length; i++) {
      step.add(state.frames[i], cursors.after(state.cursors[i], octetClass));
    }
    int missing = missing(automaton.classBytes[octetClass], state.missing);
    return step.finish(missing, missing > 0 && state.mayEnd);
  }

  /// The state after the rule that a frame belongs to has ended.
  synchronized State resume(Frame frame) {
    State known = frame.resumed;
    if (known == null) {
      forgetIfFull();
      Step step = new Step();
      for (int i = 0; i < frame.cursors.length; i++) {
        step.add(frame.frames[i], frame.cursors[i]);
      }
      known = step.finish(0, false);
      frame.resumed = known;
    }
    return known;
  }

  /// The state of a rule that is at a cursor, whoever called it. Its end counts as that of a text.
  synchronized State alone(Cursor cursor) {
    Calls calls = new Calls(1);
    calls.add(cursor, bottom);
    return unique(calls, new State.Ending(false, false, 0));
  }

  /// How many bytes of a character are missing after a byte.
  private static int missing(int octet, int before) {
    if (octet < 0x80) {
      return 0;
    }
    return octet < 0xC0 ? Math.max(before - 1, 0) : octet < 0xE0 ? 1 : octet < 0xF0 ? 2 : 3;
  }

  private void forgetIfFull() {
    if (weight + cursors.weight() > MOST_WEIGHT) {
      frames.clear();
      states.clear();
      cursors.clear();
      Arrays.fill(ruleCursors, null);
      weight = 0;
    }
  }

  private Cursor ruleCursor(int rule) {
    Cursor known = ruleCursors[rule];
    if (known == null) {
      known = cursors.closure(automaton.ruleStarts[rule]);
      ruleCursors[rule] = known;
    }
    return known;
  }

  private Frame unique(Map<Frame, Cursor> callers) {
    Calls calls = new Calls(callers.size());
    callers.forEach((frame, cursor) -> calls.add(cursor, frame));
    Key key = calls.key(0);
    Frame known = frames.get(key);
    if (known == null) {
      known = new Frame(nextFrame++, calls.cursors(), calls.frames());
      frames.put(key, known);
      weight += 4L * callers.size() + 16;
    }
    return known;
  }

  private State unique(Calls calls, State.Ending ending) {
    if (calls.isEmpty() && !ending.complete()) {
      return dead;
    }
    Key key = calls.key(ending.code());
    State known = states.get(key);
    if (known == null) {
      int classes = automaton.classBytes.length;
      known = new State(this, calls, ending, classes);
      states.put(key, known);
      weight += 4L * known.cursors.length + classes + 16;
    }
    return known;
  }

  /// Makes the state of one place in a text.
  private final class Step {
    private final Map<Frame, Cursor> groups = new HashMap<>();
    private final Deque<Frame> ended = new ArrayDeque<>();
    private final Map<Integer, Map<Frame, Cursor>> callers = new HashMap<>();
    private final PriorityQueue<Integer> called =
        new PriorityQueue<>(Comparator.comparingInt(rule -> automaton.ruleRanks[rule]));
    private boolean complete;
    private int calls;

    /// Adds where a call may be; if it may have ended, so do its callers go on.
    void add(Frame frame, Cursor cursor) {
      merge(frame, cursor);
      while (!ended.isEmpty()) {
        Frame done = ended.remove();
        complete |= done.isBottom();
        for (int i = 0; i < done.cursors.length; i++) {
          merge(done.frames[i], done.cursors[i]);
        }
      }
    }

    private void merge(Frame frame, Cursor cursor) {
      if (cursor.isDead()) {
        return;
      }
      count();
      Cursor present = groups.get(frame);
      Cursor merged = present == null ? cursor : cursors.union(present, cursor);
      groups.put(frame, merged);
      if (merged.ends && (present == null || !present.ends)) {
        ended.add(frame);
      }
    }

    /// Begins the rules that can be called here, and gives the state.
    ///
    /// @param missing bytes that the character in progress still needs
    /// @param mayEnd whether the text may end before that character
    State finish(int missing, boolean mayEnd) {
      for (Entry<Frame, Cursor> group : groups.entrySet()) {
        call(group.getKey(), group.getValue());
      }
      // By rank, so that all callers of a rule are known before it begins.
      while (!called.isEmpty()) {
        int rule = called.remove();
        Map<Frame, Cursor> rulesCallers = callers.remove(rule);
        if (rulesCallers != null) {
          Frame frame = unique(rulesCallers);
          Cursor cursor = ruleCursor(rule);
          // A skip has been put beside each call of a rule that can be empty.
          groups.merge(frame, cursor, cursors::union);
          call(frame, cursor);
        }
      }
      return unique(reading(), new State.Ending(complete, complete || mayEnd, missing));
    }

    private void call(Frame frame, Cursor cursor) {
      for (int i = 0; i < cursor.calledRules.length; i++) {
        Cursor after = cursors.afterCall(cursor, i);
        int rule = cursor.calledRules[i];
        Map<Frame, Cursor> rulesCallers = callers.get(rule);
        if (rulesCallers == null) {
          rulesCallers = new HashMap<>();
          callers.put(rule, rulesCallers);
          called.add(rule);
        }
        rulesCallers.merge(frame, after, cursors::union);
        count();
      }
    }

    private void count() {
      if (++calls > MOST_CALLS) {
        throw new GrammarException(
            "the grammar is too ambiguous: after this text, more than %d calls of rules begin or end"
                .formatted(MOST_CALLS));
      }
    }

    private Calls reading() {
      Calls reading = new Calls(groups.size());
      for (Entry<Frame, Cursor> group : groups.entrySet()) {
        Cursor cursor = group.getValue().reading;
        if (cursor != null) {
          reading.add(cursor, group.getKey());
        }
      }
      return reading;
    }
  }
}
