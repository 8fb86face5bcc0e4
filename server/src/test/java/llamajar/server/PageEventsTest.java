package llamajar.server;

import static org.assertj.core.api.Assertions.assertThat;

import llamajar.testkit.browser.Tab;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/// What the page does between the server and what is seen: events, requests, branches, exports.
@Timeout(120)
@ExtendWith(PageBrowser.Extension.class)
class PageEventsTest {
  private Tab tab;

  @BeforeEach
  void open(PageBrowser page) {
    tab = page.pureTab();
  }

  @Test
  void eventsAreTheSameWhereverTheyAreCut() {
    JsonNode all =
        tab.evaluate(
            """
            (async () => {
              const {EventReader} = await import(globalThis.folder + 'api/events.js');
              const stream = 'data: {"a":"ö€😀"}\\n\\n:\\n\\nevent: x\\r\\ndata:1\\r\\ndata: 2\\r\\n\\r\\ndata: [DONE]\\n\\ndata: rest';
              const bytes = new TextEncoder().encode(stream);
              const results = new Set();
              for (let size = 1; size <= bytes.length; size++) {
                const reader = new EventReader();
                const events = [];
                for (let i = 0; i < bytes.length; i += size) {
                  events.push(...reader.read(bytes.slice(i, i + size)));
                }
                results.add(JSON.stringify(events));
              }
              return [...results];
            })()\
            """);
    assertThat(all.size()).isEqualTo(1);
    assertThat(all.get(0).stringValue())
        .isEqualTo("[\"{\\\"a\\\":\\\"ö€😀\\\"}\",\"1\\n2\",\"[DONE]\"]");
  }

  @Test
  void requestsHoldWhatIsSetAndNothingElse() {
    JsonNode body =
        tab.evaluate(
            """
            (async () => {
              const {chatRequest} = await import(globalThis.folder + 'api/request.js');
              return chatRequest(
                [{role: 'user', text: 'q', files: [{name: 'a.md', text: 'x\\n````\\ny'}]}, {role: 'assistant', text: 'a', thoughts: 't'}],
                {system: 's', temperature: 0, top_k: '', stop: 'X\\n\\nY', max_tokens: 5, json_schema: '{"type":"object"}', thinking: 'off'});
            })()\
            """);
    assertThat(body.toString())
        .isEqualTo(
            "{\"temperature\":0,\"stop\":[\"X\",\"Y\"],\"messages\":[{\"role\":\"system\",\"content\":\"s\"},"
                + "{\"role\":\"user\",\"content\":\"File a.md:\\n`````\\nx\\n````\\ny\\n`````\\n\\nq\"},"
                + "{\"role\":\"assistant\",\"content\":\"a\"}],\"stream\":true,\"stream_options\":{\"include_usage\":true},"
                + "\"return_progress\":true,\"max_tokens\":5,\"response_format\":{\"type\":\"json_schema\",\"json_schema\":"
                + "{\"name\":\"answer\",\"schema\":{\"type\":\"object\"}}},\"chat_template_kwargs\":{\"enable_thinking\":false}}");
  }

  @Test
  void branchesOfAConversationAreWaysThroughATree() {
    JsonNode ways =
        tab.evaluate(
            """
            (async () => {
              const {pathTo, siblings, newestLeaf} = await import(globalThis.folder + 'store/tree.js');
              const list = [['q', null], ['a1', 'q'], ['a2', 'q'], ['q2', 'a1'], ['loop', 'loop']];
              const messages = new Map(list.map(([id, parent], created) => [id, {id, parent, created}]));
              const ids = list => list.map(message => message.id).join(' ');
              return [ids(pathTo(messages, 'q2')), ids(siblings(messages, messages.get('a2'))), newestLeaf(messages, 'q'),
                newestLeaf(messages, 'a1'), ids(pathTo(messages, 'gone')), ids(pathTo(messages, 'loop'))];
            })()\
            """);
    assertThat(ways.valueStream().map(JsonNode::stringValue))
        .containsExactly("q a1 q2", "a1 a2", "a2", "q2", "", "loop");
  }

  @Test
  void filesThatAreNoExportsAreRefusedWithTheirFault() {
    String read =
        """
        async text => {
          const {readExport} = await import(globalThis.folder + 'store/transfer.js');
          try {
            return JSON.stringify(readExport(text));
          } catch (error) {
            return error.message;
          }
        }\
        """;
    assertThat(tab.apply(read, "{").stringValue()).isEqualTo("it is not JSON");
    assertThat(tab.apply(read, "[1]").stringValue()).contains("no export of this page");
    String frame =
        "{\"format\": \"llamajar-conversations\", \"version\": %s, \"conversations\": [%s]}";
    assertThat(tab.apply(read, frame.formatted("2", "")).stringValue()).contains("version 2");
    assertThat(tab.apply(read, frame.formatted("1", "{\"id\": 5}")).stringValue())
        .isEqualTo("conversations[0].id is not a text");
    String conversation =
        """
        {"id": "c", "title": "t", "created": 1, "updated": 2, "leaf": "m", "settings": {"temperature": 9, "top_k": 3, "x": 1},
         "messages": [{"id": "m", "role": "%s", "parent": null, "text": "q", "created": 1, "evil": 1}]}\
        """;
    assertThat(tab.apply(read, frame.formatted("1", conversation.formatted("root"))).stringValue())
        .isEqualTo("conversations[0].messages[0].role is neither user nor assistant");
    assertThat(tab.apply(read, frame.formatted("1", conversation.formatted("user"))).stringValue())
        .contains("\"settings\":{\"top_k\":3}", "\"conversation\":\"c\"")
        .doesNotContain("evil");
  }
}
