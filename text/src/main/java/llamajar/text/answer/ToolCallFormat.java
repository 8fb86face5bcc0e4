package llamajar.text.answer;

/// How a model writes tool calls.
public enum ToolCallFormat {
  /// It writes none.
  NONE,
  /// `<tool_call>{"name": ..., "arguments": ...}</tool_call>`: Hermes, Qwen and many others.
  HERMES,
  /// `<tool_call><function=name><parameter=key>value</parameter></function></tool_call>`:
  /// Qwen3-Coder, Seed-OSS.
  XML_PARAMETERS,
  /// `<tool_call>name<arg_key>key</arg_key><arg_value>value</arg_value></tool_call>`: GLM.
  GLM,
  /// A bare `{"name": ..., "parameters": ...}`, or anything after `<|python_tag|>`: Llama 3.x.
  LLAMA,
  /// `[TOOL_CALLS][{...}]` or `[TOOL_CALLS]name[ARGS]{...}`: Mistral.
  MISTRAL,
  /// `<｜tool▁call▁begin｜>...<｜tool▁sep｜>...`: DeepSeek R1, V3, V3.1.
  DEEPSEEK,
  /// `<｜DSML｜invoke name="...">` with parameters: DeepSeek V3.2.
  DEEPSEEK_DSML,
  /// `<function=name>{...}</function>`: Functionary 3.1.
  FUNCTION_TAG,
  /// `>>>name` and a line end, then the arguments or, for the name `all`, text: Functionary 3.2.
  FUNCTIONARY,
  /// `Action:` and a list in a code block: Command R and R+.
  COMMAND_R,
  /// `<|START_ACTION|>[...]<|END_ACTION|>`: Command R7B and A.
  COMMAND_A,
  /// Channels of a harmony conversation: gpt-oss.
  HARMONY,
  /// `<|tool_call_begin|>functions.name:0<|tool_call_argument_begin|>{...}`: Kimi K2.
  KIMI,
  /// `functools[{...}]`: Firefunction.
  FUNCTOOLS,
  /// `<tool_calls>[{...}]</tool_calls>`: Apriel.
  LIST_TAG,
  /// `<|tool_call|>[{...}]`: Granite, Phi-4-mini.
  LIST_TOKEN
}
