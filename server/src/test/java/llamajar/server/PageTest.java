package llamajar.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import llamajar.server.http.HttpOptions;
import llamajar.testkit.browser.Tab;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The page as its users handle it, in a browser, with the demo model behind it.
@Timeout(180)
@ExtendWith(PageBrowser.Extension.class)
class PageTest {
  private static final Path PICTURES = Path.of("target", "page");
  private static final String QUESTION = "What is the capital of France?";
  private static final String ANSWERED = ".answer:not(.arriving) .stats";

  private final PageBrowser page;
  private Tab tab;

  @TempDir Path folder;

  PageTest(PageBrowser page) {
    this.page = page;
  }

  @BeforeEach
  void open() {
    tab = page.open();
    tab.await("document.body.dataset.ready");
    tab.evaluate(
        "localStorage.setItem('llamajar.settings', JSON.stringify({temperature: 0, max_tokens: 40}))");
  }

  @AfterEach
  void close() {
    // A browser also complains when a request is refused, which some tests want.
    assertThat(tab.complaints()).allMatch(complaint -> complaint.contains("status of 400"));
    assertThat(tab.requests()).allMatch(url -> url.startsWith(page.served.server.url()));
    tab.close();
  }

  private void ask(Tab where, String question) {
    int before = where.count(".answer");
    where.evaluate("document.getElementById('input').focus()");
    where.type(question);
    where.press("Enter");
    where.await("document.querySelectorAll('%s').length > %d".formatted(ANSWERED, before));
  }

  private String lastAnswer() {
    return tab.evaluate("[...document.querySelectorAll('.answer .body')].at(-1).innerText")
        .stringValue();
  }

  @Test
  void aQuestionIsAnsweredAndKept() throws Exception {
    tab.screenshot(PICTURES.resolve("empty.png"));
    ask(tab, QUESTION);
    assertThat(lastAnswer()).isEqualTo("The capital of France is Paris.");
    assertThat(tab.text("#title")).isEqualTo(QUESTION);
    assertThat(tab.text(".answer .stats")).contains("tokens/s").contains("prompt");
    assertThat(tab.text("#status")).contains("of 512 tokens of context");
    assertThat(tab.text("#model")).isEqualTo("pebble");
    tab.evaluate("location.reload()");
    tab.await("document.querySelectorAll('%s').length === 1".formatted(ANSWERED));
    assertThat(lastAnswer()).isEqualTo("The capital of France is Paris.");
    assertThat(tab.text(".question .body")).isEqualTo(QUESTION);
    assertThat(tab.text("[aria-current=page]")).isEqualTo(QUESTION);
    tab.screenshot(PICTURES.resolve("answer.png"));
    tab.prefer("dark");
    tab.screenshot(PICTURES.resolve("answer-dark.png"));
    tab.resize(390, 844);
    assertThat(tab.evaluate("document.documentElement.scrollWidth").intValue()).isEqualTo(390);
    tab.screenshot(PICTURES.resolve("answer-phone.png"));
  }

  @Test
  void answersAndQuestionsHaveVersions() {
    ask(tab, QUESTION);
    tab.click(".answer [aria-label='Answer again']");
    tab.await("document.querySelector('.answer .branches')?.innerText === '2/2'");
    tab.await("document.querySelector('%s')".formatted(ANSWERED));
    tab.evaluate("document.querySelector('#input').focus()");
    tab.press("ArrowUp");
    tab.await("document.querySelector('.editing textarea')");
    tab.evaluate("document.querySelector('.editing textarea').value = 'What color is snow?'");
    tab.press("Enter");
    tab.await("document.querySelector('.answer .body')?.innerText === 'Snow is white.'");
    tab.await("document.querySelector('%s')".formatted(ANSWERED));
    assertThat(tab.text(".question .branches")).isEqualTo("2/2");
    tab.click(".question [aria-label='The version before']");
    tab.await("document.querySelector('.answer .body').innerText.includes('Paris')");
    assertThat(tab.text(".answer .branches")).isEqualTo("2/2");
  }

  @Test
  void anAnswerIsStoppedAndContinued() {
    tab.evaluate(
        "localStorage.setItem('llamajar.settings', JSON.stringify({temperature: 0, max_tokens: 4, probabilities: true}))");
    ask(tab, QUESTION);
    String begun = lastAnswer();
    assertThat("The capital of France is Paris.").startsWith(begun).isNotEqualTo(begun);
    assertThat(tab.text(".end-note")).contains("as long as it may be");
    tab.click("[aria-label=Continue]");
    tab.await("document.querySelector('.answer .body').innerText.length > " + begun.length());
    tab.await("document.querySelector('%s')".formatted(ANSWERED));
    assertThat("The capital of France is Paris.").startsWith(lastAnswer());
    tab.click("[aria-label=Probabilities]");
    assertThat(tab.text(".tokens")).contains("The").contains("capital");
    tab.evaluate("document.querySelector('.token').focus()");
    tab.press("ArrowRight");
    assertThat(tab.evaluate("document.activeElement.dataset.index").stringValue()).isEqualTo("1");
    assertThat(tab.text("#hint")).contains("%");
    assertThat(tab.count("#hint tr")).isGreaterThanOrEqualTo(5);

    tab.evaluate(
        "localStorage.setItem('llamajar.settings', JSON.stringify({temperature: 0, stop: ''}))");
    tab.press("Control+Shift+o");
    tab.await("!document.querySelector('.message')");
    tab.type("Tell me a story about a fox.");
    tab.press("Enter");
    tab.await("document.querySelector('.answer.arriving .body')?.innerText.length > 10");
    assertThat(tab.evaluate("document.querySelector('.answer').ariaBusy").stringValue())
        .isEqualTo("true");
    tab.press("Escape");
    tab.await("document.querySelector('.end-note')");
    assertThat(tab.text(".end-note")).isEqualTo("Stopped.");
    assertThat(tab.count("#composer [aria-label=Send]")).isEqualTo(1);
  }

  @Test
  void probabilitiesAreKeptAndShown() throws Exception {
    tab.evaluate(
        "localStorage.setItem('llamajar.settings', JSON.stringify({temperature: 0, max_tokens: 60, probabilities: true}))");
    ask(tab, "What color is snow?");
    tab.press("Control+Shift+o");
    tab.await("!document.querySelector('.message')");
    ask(tab, QUESTION);
    ask(tab, "Write as JSON: Finn is 75 years old and has a camel.");
    ask(tab, "Tell me a story about a fox.");
    tab.evaluate("location.reload()");
    tab.await("document.querySelectorAll('%s').length === 3".formatted(ANSWERED));
    tab.evaluate("[...document.querySelectorAll('[aria-label=Probabilities]')].at(-1).click()");
    int tokens = tab.count(".token");
    assertThat(tokens).isBetween(20, 60);
    tab.evaluate("document.getElementById('scroll').scrollTop = 1e9");
    tab.evaluate("document.querySelectorAll('.token')[9].focus({preventScroll: true})");
    assertThat(tab.text("#hint .taken")).isNotEmpty();
    tab.screenshot(PICTURES.resolve("page.png"));
    tab.evaluate("[...document.querySelectorAll('[aria-label=Probabilities]')].at(-1).click()");
    assertThat(tab.count(".token")).isZero();
  }

  @Test
  void conversationsAreFoundRenamedAndDeleted() {
    ask(tab, QUESTION);
    tab.press("Control+Shift+o");
    ask(tab, "What color is snow?");
    assertThat(tab.count(".entry")).isEqualTo(2);
    tab.press("Control+k");
    tab.type("PARIS");
    tab.await("document.querySelectorAll('.entry').length === 1");
    assertThat(tab.text(".entry")).isEqualTo(QUESTION);
    tab.hover("#conversations li:not(.age)");
    tab.click("[aria-label^=Rename]");
    tab.await("document.getElementById('dialog').open");
    tab.evaluate("document.querySelector('#dialog input').select()");
    tab.type("Capitals");
    tab.press("Enter");
    tab.await("document.querySelector('.entry')?.innerText === 'Capitals'");
    tab.hover("#conversations li:not(.age)");
    tab.click("[aria-label='Delete Capitals']");
    tab.await("document.getElementById('dialog').open");
    tab.click("#dialog .danger");
    tab.await("document.querySelectorAll('.entry').length === 0");
    tab.evaluate(
        "{ const field = document.getElementById('search'); field.value = ''; field.dispatchEvent(new Event('input')); }");
    tab.await("document.querySelectorAll('.entry').length === 1");
    assertThat(tab.text(".entry")).isEqualTo("What color is snow?");
  }

  @Test
  void whatIsExportedCanBeImportedOnceMore() {
    ask(tab, QUESTION);
    JsonNode result =
        tab.evaluate(
            """
            (async () => {
              const folder = document.querySelector('[type=module]').src.replace('app.js', '');
              const {History} = await import(folder + 'store/history.js');
              const {exportHistory, readExport} = await import(folder + 'store/transfer.js');
              const history = await History.open();
              const text = await exportHistory(history);
              const [{id}] = await history.list();
              await history.merge(readExport(text));
              const twice = (await history.list()).length;
              await history.remove(id);
              const none = (await history.list()).length;
              await history.merge(readExport(text));
              const again = await exportHistory(history);
              return {twice, none, same: again === text, messages: JSON.parse(text).conversations[0].messages.length};
            })()\
            """);
    assertThat(result.get("twice").intValue()).isEqualTo(1);
    assertThat(result.get("none").intValue()).isZero();
    assertThat(result.get("same").booleanValue()).isTrue();
    assertThat(result.get("messages").intValue()).isEqualTo(2);
  }

  @Test
  void tabsSeeEachOtherAndLoseNothing() {
    ask(tab, QUESTION);
    try (Tab other = page.openBeside(tab)) {
      other.click(".entry");
      other.await("document.querySelectorAll('.message').length === 2");
      ask(other, "What color is snow?");
      tab.await("document.querySelectorAll('.message').length === 4");
      tab.await("document.querySelectorAll('.answer')[1].innerText.includes('white')");
      tab.press("Control+Shift+o");
      ask(tab, "What color is the sky?");
      other.await("document.querySelectorAll('.entry').length === 2");
      assertThat(other.complaints()).isEmpty();
    }
  }

  @Test
  void textFilesAreAttachedAndOthersRefused() throws Exception {
    Path text = Files.writeString(folder.resolve("notes.md"), "Snow is *cold*. ```\n");
    Path image = Files.write(folder.resolve("a.png"), new byte[] {(byte) 0x89, 'P', 'N', 'G'});
    Path binary = Files.write(folder.resolve("b.bin"), new byte[] {0, 1, (byte) 0xFF});
    Path large = Files.writeString(folder.resolve("c.txt"), "brave fox ".repeat(500));
    tab.choose("#picker", image);
    tab.await("document.getElementById('notice').innerText.includes('a.png is an image')");
    tab.choose("#picker", binary);
    tab.await("document.getElementById('notice').innerText.includes('b.bin is not a text file')");
    tab.choose("#picker", large);
    tab.await("document.getElementById('notice').innerText.includes('c.txt is too long')");
    tab.choose("#picker", text);
    tab.await("document.querySelector('#files li')");
    assertThat(tab.text("#files")).contains("notes.md").contains("tokens");
    ask(tab, "What color is snow?");
    assertThat(tab.count("#files li")).isZero();
    assertThat(tab.text(".question .file summary")).isEqualTo("notes.md");
    tab.evaluate(
        """
        {
          const data = new DataTransfer();
          data.items.add(new File(['dropped'], 'd.txt', {type: 'text/plain'}));
          document.dispatchEvent(new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true}));
          document.getElementById('input').dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true}));
        }\
        """);
    tab.await("document.querySelectorAll('#files li').length === 2");
  }

  @Test
  void settingsAreCheckedAndKept() throws Exception {
    tab.press("Control+,");
    tab.await("document.getElementById('dialog').open");
    tab.evaluate("document.querySelector('[name=top_p]').value = '7'");
    tab.evaluate("document.querySelector('[name=json_schema]').value = '{'");
    tab.click("#dialog .primary");
    assertThat(tab.text("#error-top_p")).isEqualTo("This must be at most 1.");
    assertThat(tab.text("#error-json_schema")).contains("valid JSON");
    tab.screenshot(PICTURES.resolve("settings.png"));
    tab.evaluate("document.querySelector('[name=top_p]').value = ''");
    tab.evaluate(
        """
        document.querySelector('[name=json_schema]').value = JSON.stringify({type: 'object',
          properties: {city: {enum: ['Paris', 'Rome']}}, required: ['city'], additionalProperties: false})\
        """);
    tab.click("#dialog .primary");
    tab.await("!document.getElementById('dialog').open");
    ask(tab, QUESTION);
    assertThat(lastAnswer().replaceAll("\\s", "")).matches("\\{\"city\":\"(Paris|Rome)\"}");
    tab.press("Control+,");
    tab.await("document.getElementById('dialog').open");
    assertThat(tab.evaluate("document.querySelector('[name=temperature]').value").stringValue())
        .isEqualTo("0");
    tab.press("Escape");
    tab.await("!document.getElementById('dialog').open");
  }

  @Test
  void whatGoesWrongIsToldAndCanBeTriedAgain() {
    tab.evaluate("globalThis.send = globalThis.fetch");
    tab.evaluate("globalThis.fetch = () => Promise.reject(new TypeError('no network'))");
    tab.evaluate("document.getElementById('input').focus()");
    tab.type(QUESTION);
    tab.press("Enter");
    tab.await("document.querySelector('.problem')");
    assertThat(tab.text(".problem")).contains("can’t be reached");
    tab.evaluate("globalThis.fetch = globalThis.send");
    tab.click(".problem button");
    tab.await("document.querySelector('.answer .body').innerText.includes('Paris')");
    tab.await("document.querySelector('%s')".formatted(ANSWERED));
    assertThat(tab.count(".branches")).isZero();
    ask(tab, "brave fox ".repeat(20));
    tab.evaluate("document.getElementById('input').focus()");
    tab.type("brave fox ".repeat(400));
    tab.press("Enter");
    tab.await("document.querySelector('.problem')");
    assertThat(tab.text(".problem")).contains("The server refused this").contains("does not fit");
  }

  @Test
  void theKeyIsAskedForAndKept() throws Exception {
    HttpOptions keys =
        HttpOptions.defaults().withAddress("127.0.0.1", 0).withApiKeys(List.of("secret"));
    try (Served locked = Served.start(options -> options.withHttp(keys));
        Tab guest = page.open(locked)) {
      guest.await("document.getElementById('dialog').open");
      guest.type("wrong");
      guest.press("Enter");
      guest.await("document.getElementById('dialog').innerText.includes('does not know this key')");
      guest.type("secret");
      guest.press("Enter");
      guest.await("document.body.dataset.ready");
      assertThat(guest.text("#model")).isEqualTo("pebble");
      guest.evaluate("location.reload()");
      guest.await("document.body.dataset.ready");
      assertThat(guest.evaluate("document.getElementById('dialog').open").booleanValue()).isFalse();
      assertThat(guest.requests()).noneMatch(url -> url.contains("secret"));
    }
  }

  @Test
  void aModelWithoutATemplateGoesOnWithTexts() throws Exception {
    try (Served plain = Served.startWithoutTemplate();
        Tab guest = page.open(plain)) {
      guest.await("document.body.dataset.ready");
      assertThat(guest.text("#welcome")).contains("no chat template");
      guest.evaluate(
          "localStorage.setItem('llamajar.settings', JSON.stringify({temperature: 0, max_tokens: 6}))");
      ask(guest, "Once upon a time");
      assertThat(guest.text(".answer .body")).startsWith(", there was");
      assertThat(guest.complaints()).isEmpty();
    }
  }

  @Test
  void aBrowserThatKeepsNothingCanStillBeUsed() {
    try (Tab guest =
        page.open(
            page.served,
            "Object.defineProperty(globalThis, 'indexedDB', {value: {open() { throw new DOMException('no'); }}})")) {
      guest.await("document.body.dataset.ready");
      assertThat(guest.text("#notice")).contains("keep nothing");
      ask(guest, QUESTION);
      guest.await("document.querySelectorAll('.entry').length === 1");
      guest.press("Control+k");
      guest.type("nothing like this");
      guest.await("document.querySelectorAll('.entry').length === 0");
      assertThat(guest.complaints()).isEmpty();
    }
  }

  @Test
  void readingAndThinkingAreShownAsTheyHappen() {
    // Written by hand, because the demo model neither thinks nor reads slowly.
    tab.evaluate(
        """
        globalThis.fetch = async () => new Response(new ReadableStream({
          start(stream) {
            globalThis.send = data => stream.enqueue(new TextEncoder().encode(`data: ${JSON.stringify(data)}\\n\\n`));
            globalThis.say = delta => send({choices: [{delta, finish_reason: null}]});
          },
        }));\
        """);
    tab.evaluate("document.getElementById('input').focus()");
    tab.type(QUESTION);
    tab.press("Enter");
    tab.await("globalThis.send");
    tab.evaluate("send({choices: [], prompt_progress: {total: 4000, cache: 64, processed: 1000}})");
    tab.await("document.getElementById('status').innerText.startsWith('Reading')");
    assertThat(tab.text("#status")).isEqualTo("Reading: 1,000 of 4,000 tokens, 64 known already");
    assertThat(tab.evaluate("document.querySelector('#status progress').value").intValue())
        .isEqualTo(1000);
    tab.evaluate("say({reasoning_content: 'I **think** '})");
    tab.await("document.querySelector('.thoughts summary')?.innerText === 'Thinking …'");
    assertThat(tab.evaluate("document.querySelector('.thoughts').open").booleanValue()).isFalse();
    tab.evaluate("say({reasoning_content: 'of Paris.'}); say({content: 'It is *Par'})");
    tab.await("document.querySelector('.answer .body em')?.innerText === 'Par'");
    assertThat(tab.text(".thoughts summary")).isEqualTo("Thoughts");
    assertThat(tab.evaluate("document.querySelector('.thoughts-text').innerHTML").stringValue())
        .isEqualTo("<p>I <strong>think</strong> of Paris.</p>");
    tab.evaluate("send({error: {message: 'the model could not be computed', code: 500}})");
    tab.await("document.querySelector('.problem')");
    assertThat(tab.text(".problem")).contains("the model could not be computed");
    assertThat(tab.text(".answer .body")).isEqualTo("It is *Par");
    assertThat(tab.count("[aria-label=Continue]")).isZero();
  }

  @Test
  void aLongConversationIsNotTouchedByAnAnswerAtItsEnd() {
    tab.evaluate(
        """
        (async () => {
          const folder = document.querySelector('[type=module]').src.replace('app.js', '');
          const {History} = await import(folder + 'store/history.js');
          const history = await History.open();
          const messages = Array.from({length: 200}, (_, i) => ({
            id: `m${i}`, conversation: 'long', parent: i === 0 ? null : `m${i - 1}`, role: i % 2 ? 'assistant' : 'user',
            text: i % 2 ? 'a **b**\\n\\n- c' : 'q', thoughts: '', files: [], created: i, stats: null, tokens: [], problem: ''}));
          await history.merge([{id: 'long', title: 'Long', created: 1, updated: 1, leaf: 'm199', settings: {temperature: 0, max_tokens: 8}, messages}]);
          location.hash = 'long';
          location.reload();
        })()\
        """);
    tab.await(
        "document.querySelectorAll('.message').length === 200 && document.body.dataset.ready");
    assertThat(
            tab.evaluate(
                    "[...document.querySelectorAll('.message')].every((message, i) => message.dataset.id === 'm' + i)")
                .booleanValue())
        .isTrue();
    assertThat(
            tab.evaluate(
                    "(s => s.scrollHeight - s.scrollTop - s.clientHeight < 60)(document.getElementById('scroll'))")
                .booleanValue())
        .isTrue();
    tab.evaluate(
        """
        globalThis.touched = new Set();
        new MutationObserver(list => list.forEach(({target}) => {
          const element = target.nodeType === Node.ELEMENT_NODE ? target : target.parentElement;
          touched.add(element.closest('.message')?.dataset.id ?? element.id);
        }))
          .observe(document.getElementById('messages'), {childList: true, subtree: true, characterData: true, attributes: true});
        // The demo model can't read so much.
        const send = globalThis.fetch;
        globalThis.fetch = (path, options) => {
          const body = JSON.parse(options.body ?? '{}');
          return send(path, body.messages ? {...options, body: JSON.stringify({...body, messages: body.messages.slice(-1)})} : options);
        };\
        """);
    tab.evaluate("document.getElementById('input').focus()");
    tab.type(QUESTION);
    tab.press("Enter");
    tab.await("document.querySelectorAll('.message').length === 202");
    tab.await("document.querySelector('.message:last-child .stats')");
    // The last answer before gives up its button to go on.
    assertThat(
            tab.evaluate("[...touched].filter(id => /^m\\d+$/.test(id) && id !== 'm199')").size())
        .isZero();
  }

  @Test
  void everythingHasANameAndEnoughContrast() {
    ask(tab, QUESTION);
    for (String colours : List.of("light", "dark")) {
      tab.prefer(colours);
      JsonNode faults = tab.evaluate(FAULTS);
      assertThat(faults.valueStream().map(JsonNode::stringValue)).as(colours).isEmpty();
    }
  }

  /// Buttons and fields without a name, and texts with a contrast of less than 4.5.
  private static final String FAULTS =
      """
      (() => {
        const faults = [];
        for (const element of document.querySelectorAll('button, input, textarea, select, a, summary')) {
          const label = element.closest('label')?.innerText || element.ariaLabel || element.innerText || element.title;
          if (!label && !element.hidden) {
            faults.push('no name: ' + element.outerHTML.slice(0, 100));
          }
        }
        const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
        const rgb = colour => {
          canvas.clearRect(0, 0, 1, 1);
          canvas.fillStyle = colour;
          canvas.fillRect(0, 0, 1, 1);
          return canvas.getImageData(0, 0, 1, 1).data;
        };
        const light = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
          .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
        const ground = element => {
          for (; element; element = element.parentElement) {
            const colour = rgb(getComputedStyle(element).backgroundColor);
            if (colour[3] === 255) {
              return colour;
            }
          }
          return [255, 255, 255, 255];
        };
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
          const element = walker.currentNode.parentElement;
          if (!walker.currentNode.data.trim() || element.closest('[hidden], noscript, script') || !element.checkVisibility()) {
            continue;
          }
          const [a, b] = [light(rgb(getComputedStyle(element).color)), light(ground(element))].sort((x, y) => y - x);
          if ((a + 0.05) / (b + 0.05) < 4.5) {
            faults.push(`contrast ${((a + 0.05) / (b + 0.05)).toFixed(2)}: ${walker.currentNode.data.slice(0, 40)}`);
          }
        }
        return faults;
      })()\
      """;
}
