package llamajar.text.answer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What begins the parts of an answer that are no plain text.
final class Openers {
  private Openers() {}

  /// Sections by the marker that begins them. Markers without a section are dropped.
  static Map<String, Supplier<Section>> of(AnswerFormat format, ParameterTypes types) {
    Map<String, Supplier<Section>> openers = new LinkedHashMap<>();
    ReasoningTags tags = format.reasoning();
    if (tags.present()) {
      openers.put(tags.open(), () -> new Thought(tags.close()));
    }
    switch (format.calls()) {
      case NONE -> {}
      case HERMES -> openers.put("<tool_call>", () -> json("</tool_call>"));
      case XML_PARAMETERS -> {
        openers.put("<tool_call>", Nothing::new);
        openers.put("</tool_call>", Nothing::new);
        openers.put("<seed:tool_call>", Nothing::new);
        openers.put("</seed:tool_call>", Nothing::new);
        openers.put("<function=", () -> restored("<function=", ParameterCall.xml(types)));
      }
      case GLM -> openers.put("<tool_call>", () -> ParameterCall.glm(types));
      case LLAMA -> openers.put("<|python_tag|>", PythonCall::new);
      case MISTRAL -> openers.put("[TOOL_CALLS]", MistralCalls::new);
      case DEEPSEEK -> deepSeek(openers);
      case DEEPSEEK_DSML -> {
        openers.put("<\uFF5CDSML\uFF5Cfunction_calls>", Nothing::new);
        openers.put("</\uFF5CDSML\uFF5Cfunction_calls>", Nothing::new);
        String invoke = "<\uFF5CDSML\uFF5Cinvoke";
        openers.put(invoke, () -> restored(invoke, ParameterCall.dsml(types)));
      }
      case FUNCTION_TAG ->
          openers.put("<function=", () -> new NamedCall(List.of(">"), List.of("</function>")));
      case FUNCTIONARY -> openers.put(">>>", FunctionaryPart::new);
      case COMMAND_R -> openers.put("Action:", CodeBlockCalls::new);
      case COMMAND_A -> {
        openers.put("<|START_ACTION|>", () -> json("<|END_ACTION|>"));
        openers.put("<|START_RESPONSE|>", Nothing::new);
        openers.put("<|END_RESPONSE|>", Nothing::new);
      }
      case HARMONY -> {
        openers.put("<|channel|>", HarmonyMessage::new);
        openers.put("<|start|>assistant", Nothing::new);
      }
      case KIMI -> {
        openers.put("<|tool_calls_section_begin|>", Nothing::new);
        openers.put("<|tool_calls_section_end|>", Nothing::new);
        openers.put(
            "<|tool_call_begin|>",
            () ->
                new NamedCall(
                    List.of("<|tool_call_argument_begin|>"), List.of("<|tool_call_end|>")));
      }
      case FUNCTOOLS -> openers.put("functools", () -> new JsonCalls(List.of(), true));
      case LIST_TAG -> openers.put("<tool_calls>", () -> json("</tool_calls>"));
      case LIST_TOKEN -> openers.put("<|tool_call|>", () -> json("<|/tool_call|>"));
    }
    return openers;
  }

  private static Section json(String closer) {
    return new JsonCalls(List.of(closer), false);
  }

  private static void deepSeek(Map<String, Supplier<Section>> openers) {
    openers.put("<\uFF5Ctool\u2581calls\u2581begin\uFF5C>", Nothing::new);
    openers.put("<\uFF5Ctool\u2581calls\u2581end\uFF5C>", Nothing::new);
    openers.put("<\uFF5Ctool\u2581call\u2581begin\uFF5C>", DeepSeekCall::new);
  }

  /// The opener is a part of what the section reads.
  private static Section restored(String opener, Section section) {
    return new Section() {
      private boolean begun;

      @Override
      public boolean consume(StringBuilder waiting, Answer answer, boolean last) {
        if (!begun) {
          begun = true;
          waiting.insert(0, opener);
        }
        return section.consume(waiting, answer, last);
      }
    };
  }

  /// A marker that only frames others.
  private static final class Nothing implements Section {
    @Override
    public boolean consume(StringBuilder waiting, Answer answer, boolean last) {
      return true;
    }
  }

  /// Mistral's list of objects, or a name with arguments.
  private static final class MistralCalls implements Section {
    private final Section list = new JsonCalls(List.of(), true);
    private final Section named = new NamedCall(List.of("[ARGS]"), List.of());

    @Override
    public boolean consume(StringBuilder waiting, Answer answer, boolean last) {
      if (chosen == null) {
        String text = waiting.toString().stripLeading();
        if (text.isEmpty()) {
          return last;
        }
        boolean isList = text.startsWith("[") || text.startsWith("{");
        chosen = isList ? list : named;
      }
      return chosen.consume(waiting, answer, last);
    }

    private @Nullable Section chosen;
  }

  /// `function<｜tool▁sep｜>name` with a code block, or `name<｜tool▁sep｜>{...}`.
  private static final class DeepSeekCall implements Section {
    private static final String SEPARATOR = "<\uFF5Ctool\u2581sep\uFF5C>";
    private static final List<String> END = List.of("<\uFF5Ctool\u2581call\u2581end\uFF5C>");

    private @Nullable Section call;

    @Override
    public boolean consume(StringBuilder waiting, Answer answer, boolean last) {
      if (call == null) {
        int separator = waiting.indexOf(SEPARATOR);
        if (separator < 0) {
          return last;
        }
        boolean typed = waiting.substring(0, separator).strip().equals("function");
        if (typed) {
          waiting.delete(0, separator + SEPARATOR.length());
        }
        call = new NamedCall(List.of(typed ? "\n" : SEPARATOR), END);
      }
      return call.consume(waiting, answer, last);
    }
  }

  /// `name`, a line end, and arguments; for the name `all`, text.
  private static final class FunctionaryPart implements Section {
    private final Section call = new NamedCall(List.of("\n"), List.of());
    private boolean isCall;

    @Override
    public boolean consume(StringBuilder waiting, Answer answer, boolean last) {
      if (!isCall) {
        int end = waiting.indexOf("\n");
        if (end < 0) {
          return last;
        }
        if (waiting.substring(0, end).strip().equals("all")) {
          waiting.delete(0, end + 1);
          return true;
        }
        isCall = true;
      }
      return call.consume(waiting, answer, last);
    }
  }

  /// A code block with a list of calls.
  private static final class CodeBlockCalls implements Section {
    private final Section calls = new JsonCalls(List.of("```"), false);
    private boolean open;

    @Override
    public boolean consume(StringBuilder waiting, Answer answer, boolean last) {
      if (!open) {
        int start = waiting.indexOf("[");
        if (start < 0) {
          return last;
        }
        waiting.delete(0, start);
        open = true;
      }
      return calls.consume(waiting, answer, last);
    }
  }
}
