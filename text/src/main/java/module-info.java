import org.jspecify.annotations.NullMarked;

/// Text in and out of a model: tokenizers and incremental UTF-8.
@NullMarked
module llamajar.text {
  requires static org.jspecify;

  exports llamajar.text;
  exports llamajar.text.answer;
  exports llamajar.text.chat;
  exports llamajar.text.grammar;
  exports llamajar.text.schema;
  exports llamajar.text.template;
  exports llamajar.text.template.guard;
  exports llamajar.text.tokenizer;
}
