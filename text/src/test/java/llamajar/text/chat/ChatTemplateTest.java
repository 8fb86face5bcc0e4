package llamajar.text.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import llamajar.text.answer.AnswerFormat;
import llamajar.text.template.guard.TemplateException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChatTemplateTest {
  private static final ZonedDateTime TIME =
      ZonedDateTime.of(2025, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);
  private static final List<Map<String, Object>> TALK =
      List.of(
          ChatRequest.message("system", "S"),
          ChatRequest.message("user", "A"),
          ChatRequest.message("assistant", "B"),
          ChatRequest.message("user", "C"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "chatml~<|im_start|>system#S<|im_end|>#<|im_start|>user#A<|im_end|>#<|im_start|>assistant#B<|im_end|>#<|im_start|>user#C<|im_end|>#<|im_start|>assistant#",
        "llama2~<s>[INST] <<SYS>>#S#<</SYS>>##A [/INST] B </s><s>[INST] C [/INST]",
        "llama3~<s><|start_header_id|>system<|end_header_id|>##S<|eot_id|><|start_header_id|>user<|end_header_id|>##A<|eot_id|><|start_header_id|>assistant<|end_header_id|>##B<|eot_id|><|start_header_id|>user<|end_header_id|>##C<|eot_id|><|start_header_id|>assistant<|end_header_id|>##",
        "mistral~<s>[INST] S##A [/INST] B</s>[INST] C [/INST]",
        "gemma~<s><start_of_turn>user#S##A<end_of_turn>#<start_of_turn>model#B<end_of_turn>#<start_of_turn>user#C<end_of_turn>#<start_of_turn>model#",
        "phi3~<|system|>#S<|end|>#<|user|>#A<|end|>#<|assistant|>#B<|end|>#<|user|>#C<|end|>#<|assistant|>#",
        "phi4~<|im_start|>system<|im_sep|>S<|im_end|><|im_start|>user<|im_sep|>A<|im_end|><|im_start|>assistant<|im_sep|>B<|im_end|><|im_start|>user<|im_sep|>C<|im_end|><|im_start|>assistant<|im_sep|>",
        "zephyr~<|system|>#S</s>#<|user|>#A</s>#<|assistant|>#B</s>#<|user|>#C</s>#<|assistant|>#",
        "vicuna~<s>S##USER: A#ASSISTANT: B</s>#USER: C#ASSISTANT:",
        "alpaca~S##### Instruction:#A##### Response:#B##### Instruction:#C##### Response:#",
        "deepseek~<s>S<｜User｜>A<｜Assistant｜>B</s><｜User｜>C<｜Assistant｜>",
        "command-r~<s><|START_OF_TURN_TOKEN|><|SYSTEM_TOKEN|>S<|END_OF_TURN_TOKEN|><|START_OF_TURN_TOKEN|><|USER_TOKEN|>A<|END_OF_TURN_TOKEN|><|START_OF_TURN_TOKEN|><|CHATBOT_TOKEN|>B<|END_OF_TURN_TOKEN|><|START_OF_TURN_TOKEN|><|USER_TOKEN|>C<|END_OF_TURN_TOKEN|><|START_OF_TURN_TOKEN|><|CHATBOT_TOKEN|>",
      })
  void builtInTemplatesWriteConversations(String name, String expected) {
    String text = ChatTemplate.builtIn(name).orElseThrow().render(request(TALK));

    assertThat(text.replace('\n', '#')).isEqualTo(expected);
  }

  @Test
  void allBuiltInTemplatesParse() {
    assertThat(BuiltInTemplates.names())
        .allSatisfy(name -> assertThat(ChatTemplate.builtIn(name)).isPresent());
    assertThat(ChatTemplate.builtIn("nope")).isEmpty();
  }

  @Test
  void whatATemplateSupportsIsFoundOut() {
    Capabilities plain = ChatTemplate.builtIn("chatml").orElseThrow().capabilities();

    assertThat(plain)
        .isEqualTo(new Capabilities(true, false, false, false, false, true, false, false));
    assertThat(ChatTemplate.of("{{ tools | tojson if tools }}{{ enable_thinking }}").capabilities())
        .returns(true, Capabilities::tools)
        .returns(true, Capabilities::thinkingSwitch)
        .returns(false, Capabilities::systemRole);
  }

  @Test
  void aSystemMessageGoesIntoTheFirstQuestionWhereThereIsNoSuchRole() {
    ChatTemplate template =
        ChatTemplate.of(
            "{% for m in messages %}{% if m.role == 'system' %}{{ raise_exception('no system') }}"
                + "{% endif %}{{ m.role }}: {{ m.content }};{% endfor %}");

    assertThat(template.render(request(TALK))).isEqualTo("user: S\n\nA;assistant: B;user: C;");
    assertThatThrownBy(() -> template.renderAsIs(request(TALK)))
        .isInstanceOfSatisfying(
            TemplateException.class, e -> assertThat(e.reason()).isEqualTo("no system"));
  }

  @Test
  void argumentsOfCallsBecomeWhatTheTemplateReads() {
    ChatTemplate objects =
        ChatTemplate.of(
            "{% for m in messages %}{% for c in m.tool_calls or [] %}{% for k, v in"
                + " c.function.arguments.items() %}{{ k }}={{ v }}{% endfor %}{% endfor %}{% endfor %}");
    ChatTemplate strings =
        ChatTemplate.of(
            "{% for m in messages %}{% for c in m.tool_calls or [] %}{{ '' + c.function.arguments"
                + " }}{% endfor %}{% endfor %}");

    assertThat(objects.render(request(calling("{\"a\": 1}")))).isEqualTo("a=1");
    assertThat(strings.render(request(calling(Map.of("a", 1))))).isEqualTo("{\"a\": 1}");
  }

  @Test
  void contentBecomesWhatTheTemplateReads() {
    List<Map<String, Object>> parts =
        List.of(
            Map.of(
                "role",
                "user",
                "content",
                List.of(Map.of("type", "text", "text", "a"), Map.of("type", "text", "text", "b"))));
    ChatTemplate strings =
        ChatTemplate.of("{% for m in messages %}{{ m.content + '!' }}{% endfor %}");

    assertThat(strings.render(request(parts))).isEqualTo("a\nb!");
  }

  @Test
  void knowsWhereThoughtsBegin() {
    ChatTemplate template = ChatTemplate.of("{{ messages[0].content }}<think>\n");

    assertThat(template.startsInReasoning(template.render(request(TALK)))).isTrue();
    assertThat(template.answerFormat()).isEqualTo(AnswerFormat.of(template.source()));
    assertThat(ChatTemplate.of("x").startsInReasoning("<think>")).isFalse();
  }

  private static List<Map<String, Object>> calling(Object arguments) {
    return List.of(
        ChatRequest.message("user", "x"),
        Map.of(
            "role",
            "assistant",
            "content",
            "",
            "tool_calls",
            List.of(
                Map.of(
                    "type", "function", "function", Map.of("name", "f", "arguments", arguments)))));
  }

  private static ChatRequest request(List<Map<String, Object>> messages) {
    return ChatRequest.of(messages, "<s>", "</s>", TIME);
  }
}
