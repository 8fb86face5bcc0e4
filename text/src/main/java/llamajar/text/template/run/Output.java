package llamajar.text.template.run;

import llamajar.text.template.guard.Budget;
import llamajar.text.template.guard.TemplateException;

/// Text that is being made.
final class Output {
  private final Budget budget;
  private final StringBuilder text = new StringBuilder();

  Output(Budget budget) {
    this.budget = budget;
  }

  void append(String piece) {
    budget.allocate(piece.length());
    if (text.length() + (long) piece.length() > budget.limits().output()) {
      throw TemplateException.limit(
          "the template makes a text of more than %d characters"
              .formatted(budget.limits().output()));
    }
    text.append(piece);
  }

  String text() {
    return text.toString();
  }
}
