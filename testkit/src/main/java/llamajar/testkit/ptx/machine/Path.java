package llamajar.testkit.ptx.machine;

/// Where the threads of a warp are.
///
/// Threads that part at a branch go on one group after the other, each up to the point where all
/// meet again. A stack holds the groups that wait: where they go on, who they are, and where they
/// meet the group above.
final class Path {
  /// More than branches are nested anywhere.
  private static final int DEEPEST = 256;

  private static final int NOWHERE = -1;

  private final Code code;

  /// A warp that executes more without waiting is taken for one that does not end.
  private final long mostInstructions;

  private final int[] positions = new int[DEEPEST];
  private final int[] groups = new int[DEEPEST];
  private final int[] meetings = new int[DEEPEST];
  private int top;
  private int position;
  private int live;

  Path(Code code, long mostInstructions) {
    this.code = code;
    this.mostInstructions = mostInstructions;
  }

  void reset(int lanes) {
    top = 0;
    position = 0;
    groups[0] = lanes;
    meetings[0] = NOWHERE;
    live = lanes;
  }

  /// Threads that have not ended.
  int live() {
    return live;
  }

  /// The instruction that is executed now, or next.
  int position() {
    return position;
  }

  /// Executes until the warp waits or all its threads have ended.
  ///
  /// @param executed counts for each instruction how often it was executed
  void run(Warp warp, long[] executed) {
    Code.Flow[] flows = code.flows;
    Step[] steps = code.steps;
    int[] guards = code.guards;
    long budget = mostInstructions;
    while (live != 0) {
      if (position == meetings[top]) {
        pop();
        continue;
      }
      if (position >= flows.length) {
        throw new Fault(Fault.Kind.UNDEFINED, -1, "runs beyond the last instruction");
      }
      if (--budget < 0) {
        throw new Fault(
            Fault.Kind.ENDLESS,
            -1,
            "executed %d instructions without an end".formatted(mostInstructions));
      }
      executed[position]++;
      int lanes = groups[top];
      int guard = guards[position];
      if (guard >= 0) {
        lanes &= allowed(warp, guard, lanes);
      }
      switch (flows[position]) {
        case NEXT -> {
          if (lanes != 0) {
            steps[position].execute(warp, lanes);
          }
          position++;
        }
        case BRANCH -> branch(lanes, code.targets[position][0]);
        case UNIFORM_BRANCH -> {
          if (lanes != 0 && lanes != groups[top]) {
            throw new Fault(
                Fault.Kind.UNDEFINED, -1, "a branch that is called uniform parts the warp");
          }
          position = lanes == 0 ? position + 1 : code.targets[position][0];
        }
        case TABLE_BRANCH -> tableBranch(warp, lanes);
        case EXIT -> {
          position++;
          exit(lanes);
        }
        case BARRIER -> {
          if (lanes != 0) {
            steps[position].execute(warp, lanes);
          }
          position++;
          if (warp.isWaiting()) {
            return;
          }
        }
      }
    }
  }

  private int allowed(Warp warp, int guard, int lanes) {
    int register = code.registers.words() + code.registers.longs() + guard;
    if ((warp.written[register] & lanes) != lanes) {
      throw warp.unwritten(register, lanes);
    }
    int predicate = warp.predicates[guard];
    return code.negated[position] ? ~predicate : predicate;
  }

  private void branch(int taken, int target) {
    int group = groups[top];
    if (taken == 0) {
      position++;
      return;
    }
    if (taken == group) {
      position = target;
      return;
    }
    int meeting = code.meetings[position];
    int next = position + 1;
    part(meeting);
    if (next != meeting) {
      push(next, group & ~taken, meeting);
    }
    if (target != meeting) {
      push(target, taken, meeting);
    }
    position = positions[top];
  }

  private void tableBranch(Warp warp, int lanes) {
    int meeting = code.meetings[position];
    int[] targets = code.targets[position];
    int selector = code.selectors[position];
    warp.require(selector, lanes);
    int rest = groups[top] & ~lanes;
    int next = position + 1;
    part(meeting);
    if (rest != 0 && next != meeting) {
      push(next, rest, meeting);
    }
    int left = lanes;
    while (left != 0) {
      int lane = Integer.numberOfTrailingZeros(left);
      int choice = warp.words[selector * Warp.LANES + lane];
      if (choice < 0 || choice >= targets.length) {
        throw new Fault(
            Fault.Kind.UNDEFINED,
            lane,
            "branches to number %d of %d targets".formatted(choice, targets.length));
      }
      int same = 0;
      for (int other = lane; other < Warp.LANES; other++) {
        if ((left >>> other & 1) != 0 && warp.words[selector * Warp.LANES + other] == choice) {
          same |= 1 << other;
        }
      }
      left &= ~same;
      if (targets[choice] != meeting) {
        push(targets[choice], same, meeting);
      }
    }
    position = positions[top];
  }

  /// Lets the group on top wait where those who part now meet again.
  private void part(int meeting) {
    if (meeting == meetings[top]) {
      // It would be popped as soon as it is reached: the group below waits there already. At the
      // very
      // bottom there is none, but then nobody goes on after the meeting either.
      top--;
    } else {
      positions[top] = meeting;
    }
  }

  private void push(int start, int lanes, int meeting) {
    if (++top >= DEEPEST) {
      throw new Fault(Fault.Kind.UNDEFINED, -1, "branches are nested too deeply");
    }
    positions[top] = start;
    groups[top] = lanes;
    meetings[top] = meeting;
  }

  private void exit(int lanes) {
    live &= ~lanes;
    for (int i = 0; i <= top; i++) {
      groups[i] &= ~lanes;
    }
    if (live != 0 && groups[top] == 0) {
      pop();
    }
  }

  private void pop() {
    do {
      top--;
    } while (groups[top] == 0);
    position = positions[top];
  }
}
