// Bounds the work that a text may cause. Text of a model is untrusted: whatever it holds, reading it takes a number of
// steps in proportion to its length, and when they are used up the rest is shown as it stands.

const STEPS_PER_CHARACTER = 40;
const STEPS_AT_LEAST = 10_000;

export class Budget {
  constructor(length) {
    this.limit = STEPS_AT_LEAST + STEPS_PER_CHARACTER * length;
    this.used = 0;
  }

  /** Takes steps; false if there are none left. */
  spend(steps) {
    this.used += steps;
    return this.used <= this.limit;
  }
}
