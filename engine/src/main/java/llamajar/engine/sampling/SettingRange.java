package llamajar.engine.sampling;

/// Refuses settings out of their range, with a message for the user who gave them.
final class SettingRange {
  private SettingRange() {}

  static void finite(String setting, double value) {
    if (!Double.isFinite(value)) {
      throw refusal(setting, value, "a finite number");
    }
  }

  static void share(String setting, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw refusal(setting, value, "a number from 0 to 1");
    }
  }

  static void atLeast(String setting, double value, int lowest) {
    if (!(value >= lowest) || Double.isInfinite(value)) {
      throw refusal(setting, value, "a number of at least " + lowest);
    }
  }

  static void atLeast(String setting, int value, int lowest, String meaningOfLowest) {
    if (value < lowest) {
      throw new IllegalArgumentException(
          String.format(
              "%s is %d: give %d (%s) or a larger number",
              setting, value, lowest, meaningOfLowest));
    }
  }

  static void positive(String setting, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw refusal(setting, value, "a number above 0");
    }
  }

  static void bias(int token, double value) {
    if (token < 0) {
      throw new IllegalArgumentException(
          String.format("logit_bias names token %d: give a token of 0 or more", token));
    }
    if (!(value < Double.POSITIVE_INFINITY)) {
      throw refusal("logit_bias of token " + token, value, "a finite number or minus infinity");
    }
  }

  static void oneOf(String setting, int value, int lowest, int highest) {
    if (value < lowest || value > highest) {
      throw new IllegalArgumentException(
          String.format(
              "%s is %d: give a whole number from %d to %d", setting, value, lowest, highest));
    }
  }

  private static IllegalArgumentException refusal(String setting, double value, String allowed) {
    return new IllegalArgumentException(
        String.format("%s is %s: give %s", setting, value, allowed));
  }
}
