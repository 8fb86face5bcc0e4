/// From the text that a model generates back to an answer: what it says, what it thinks, and which
/// tools it calls, while the text still grows.
///
/// Every family of models writes tool calls in its own way. [AnswerFormat#of] finds the way from the
/// chat template, an [AnswerParser][1] reads it: text goes in piece by piece, [AnswerDelta]s come
/// out as soon as they are certain.
///
/// [1]: llamajar.text.answer.AnswerParser
package llamajar.text.answer;
