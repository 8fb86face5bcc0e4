package llamajar.testkit.ptx.machine;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// Finds for each branch the instruction that all its paths reach: its immediate post-dominator.
final class MeetingPoints {
  private final List<Code.Instruction> instructions;

  /// First instruction of each basic block.
  private final List<Integer> starts = new ArrayList<>();

  private final int[] blockOf;

  MeetingPoints(List<Code.Instruction> instructions) {
    this.instructions = instructions;
    this.blockOf = new int[instructions.size()];
    findBlocks();
  }

  /// For each branch the index of the instruction where its paths meet, or -1 if there is none; for
  /// other instructions -1.
  int[] all() {
    int[] meetings = new int[instructions.size()];
    BitSet[] after = postDominators();
    for (int i = 0; i < meetings.length; i++) {
      meetings[i] = isBranch(i) ? meeting(after, blockOf[i]) : -1;
    }
    return meetings;
  }

  private void findBlocks() {
    BitSet starting = new BitSet();
    starting.set(0);
    for (int i = 0; i < instructions.size(); i++) {
      Code.Instruction instruction = instructions.get(i);
      instruction.targets().forEach(starting::set);
      if (isBranch(i) || instruction.flow() == Code.Flow.EXIT) {
        starting.set(i + 1);
      }
    }
    for (int i = 0; i < instructions.size(); i++) {
      if (starting.get(i)) {
        starts.add(i);
      }
      blockOf[i] = starts.size() - 1;
    }
  }

  private boolean isBranch(int index) {
    return switch (instructions.get(index).flow()) {
      case BRANCH, UNIFORM_BRANCH, TABLE_BRANCH -> true;
      case NEXT, BARRIER, EXIT -> false;
    };
  }

  private List<Integer> successors(int block) {
    int last = (block + 1 < starts.size() ? starts.get(block + 1) : instructions.size()) - 1;
    Code.Instruction instruction = instructions.get(last);
    List<Integer> successors = new ArrayList<>();
    for (int target : instruction.targets()) {
      successors.add(blockOf[target]);
    }
    boolean always = instruction.guard() < 0;
    boolean leaves = isBranch(last) || instruction.flow() == Code.Flow.EXIT;
    if (!(leaves && always) && block + 1 < starts.size()) {
      successors.add(block + 1);
    }
    return successors;
  }

  /// For each block those that every path from it to an end goes through, itself included. A path
  /// that ends has no more blocks, so it constrains nothing but what is reached before.
  private BitSet[] postDominators() {
    int blocks = starts.size();
    BitSet[] after = new BitSet[blocks];
    for (int b = 0; b < blocks; b++) {
      after[b] = new BitSet(blocks);
      after[b].set(0, blocks);
    }
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int b = blocks - 1; b >= 0; b--) {
        BitSet common = new BitSet(blocks);
        List<Integer> successors = successors(b);
        if (!successors.isEmpty() && !endsSomeThreads(b)) {
          common.set(0, blocks);
          successors.forEach(s -> common.and(after[s]));
        }
        common.set(b);
        if (!common.equals(after[b])) {
          after[b] = common;
          changed = true;
        }
      }
    }
    return after;
  }

  /// Threads that end need not be met: a guarded end does not keep the others from meeting.
  private boolean endsSomeThreads(int block) {
    int last = (block + 1 < starts.size() ? starts.get(block + 1) : instructions.size()) - 1;
    Code.Instruction instruction = instructions.get(last);
    return instruction.flow() == Code.Flow.EXIT && instruction.guard() < 0;
  }

  private int meeting(BitSet[] after, int block) {
    int count = after[block].cardinality();
    for (int b = after[block].nextSetBit(0); b >= 0; b = after[block].nextSetBit(b + 1)) {
      if (b != block && after[b].cardinality() == count - 1) {
        return starts.get(b);
      }
    }
    return -1;
  }
}
