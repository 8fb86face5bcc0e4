package llamajar.text.answer;

/// A part of an answer that is no plain text, from its opening marker on.
interface Section {
  /// Takes what it can from the front of the text that is waiting.
  ///
  /// @param last whether no more text will come
  /// @return whether the section has ended; what is left belongs to what follows
  boolean consume(StringBuilder waiting, Answer answer, boolean last);
}
