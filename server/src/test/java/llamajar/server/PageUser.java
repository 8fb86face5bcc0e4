package llamajar.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import llamajar.testkit.browser.Tab;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// Somebody who comes to the page for the first time, and what tests of it have in common.
abstract class PageUser {
  static final Path PICTURES = Path.of("target", "page");
  static final String QUESTION = "What is the capital of France?";

  /// Finds answers that are complete.
  static final String ANSWERED = ".answer:not(.arriving) .stats";

  final PageBrowser page;
  Tab tab;

  PageUser(PageBrowser page) {
    this.page = page;
    tab = page.open();
  }

  @BeforeEach
  void wantShortAnswers() {
    tab.await("document.body.dataset.ready");
    settings("{temperature: 0, max_tokens: 40}");
  }

  @AfterEach
  void close() {
    // A browser also complains when a request is refused, which some tests want.
    assertThat(tab.complaints()).allMatch(complaint -> complaint.contains("status of 400"));
    assertThat(tab.requests()).allMatch(url -> url.startsWith(page.served.server.url()));
    tab.close();
  }

  /// Settings of the next conversation.
  final void settings(String values) {
    tab.apply(
        "values => localStorage.setItem('llamajar.settings', values)",
        tab.evaluate("JSON.stringify(" + values + ")").stringValue());
  }

  /// Asks, and waits for the whole answer.
  static void ask(Tab tab, String question) {
    int before = tab.count(".answer");
    begin(tab, question);
    tab.await("document.querySelectorAll('%s').length > %d".formatted(ANSWERED, before));
  }

  /// Asks.
  static void begin(Tab tab, String question) {
    tab.evaluate("document.getElementById('input').focus()");
    tab.type(question);
    tab.press("Enter");
  }

  final String lastAnswer() {
    return tab.evaluate("[...document.querySelectorAll('.answer .body')].at(-1).innerText")
        .stringValue();
  }
}
