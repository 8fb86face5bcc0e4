package llamajar.text.grammar;

import java.util.Arrays;
import java.util.List;

/// What a rule of a grammar says: a set of texts. Immutable.
public sealed interface Expression {
  /// The text without characters.
  Expression EMPTY = new Sequence(List.of());

  /// No text at all.
  Expression NOTHING = new Choice(List.of());

  /// This text.
  record Text(String text) implements Expression {}

  /// Any one character of a set. Surrogates in it match nothing, as UTF-8 has none.
  record Characters(CharacterSet set) implements Expression {}

  /// Any one character but those of a set, as `[^...]` and `.` are in GBNF wherever it is read:
  /// never U+0000; also the bytes above F4, which no UTF-8 contains, with three bytes behind them;
  /// and no token may end inside a character that can still become an excluded one.
  record AnyBut(CharacterSet excluded) implements Expression {}

  /// One after the other.
  record Sequence(List<Expression> parts) implements Expression {
    /// Copies the list.
    public Sequence {
      parts = List.copyOf(parts);
    }
  }

  /// Any one of them; none at all match nothing.
  record Choice(List<Expression> alternatives) implements Expression {
    /// Copies the list.
    public Choice {
      alternatives = List.copyOf(alternatives);
    }
  }

  /// The same several times.
  ///
  /// @param most [#UNBOUNDED], or not below `least`
  record Repeat(Expression body, int least, int most) implements Expression {
    /// As often as one likes.
    public static final int UNBOUNDED = -1;

    /// Checks the bounds.
    ///
    /// @throws IllegalArgumentException if they exclude each other
    public Repeat {
      if (least < 0 || (most != UNBOUNDED && most < least)) {
        throw new IllegalArgumentException("%d to %d times".formatted(least, most));
      }
    }
  }

  /// Any bytes, as far as some texts let them.
  sealed interface Search extends Expression {}

  /// Any bytes up to and including the first of some texts.
  record UpTo(List<String> ends) implements Search {
    /// Copies the list.
    ///
    /// @throws GrammarException if it is empty or has an empty text
    public UpTo {
      ends = List.copyOf(ends);
      requireTexts(ends);
    }
  }

  /// Any bytes, none included, in which none of some texts appears.
  record Without(List<String> texts) implements Search {
    /// Copies the list.
    ///
    /// @throws GrammarException if it is empty or has an empty text
    public Without {
      texts = List.copyOf(texts);
      requireTexts(texts);
    }
  }

  private static void requireTexts(List<String> texts) {
    if (texts.isEmpty() || texts.contains("")) {
      throw new GrammarException("texts to look for must be there, and not be empty");
    }
  }

  /// What another rule says.
  ///
  /// @param index among the rules of one [GrammarBuilder]
  record Rule(int index, String name) implements Expression {}

  /// This text.
  static Expression text(String text) {
    return new Text(text);
  }

  /// Any one of a text's characters.
  static Expression anyOf(String characters) {
    return new Characters(CharacterSet.of(characters));
  }

  /// One character from `first` to `last`.
  static Expression range(int first, int last) {
    return new Characters(CharacterSet.range(first, last));
  }

  /// One after the other.
  static Expression sequence(Expression... parts) {
    return parts.length == 1 ? parts[0] : new Sequence(Arrays.asList(parts));
  }

  /// Any one of them.
  static Expression choice(Expression... alternatives) {
    return choice(Arrays.asList(alternatives));
  }

  /// Any one of them.
  static Expression choice(List<Expression> alternatives) {
    return alternatives.size() == 1 ? alternatives.getFirst() : new Choice(alternatives);
  }

  /// The expression or the empty text.
  static Expression optional(Expression body) {
    return new Repeat(body, 0, 1);
  }

  /// The expression `least` times or more.
  static Expression atLeast(int least, Expression body) {
    return new Repeat(body, least, Repeat.UNBOUNDED);
  }

  /// The expression exactly so often.
  static Expression times(int count, Expression body) {
    return new Repeat(body, count, count);
  }
}
