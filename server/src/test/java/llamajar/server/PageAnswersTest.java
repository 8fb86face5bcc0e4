package llamajar.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// How the page asks questions and shows answers.
@Timeout(180)
@ExtendWith(PageBrowser.Extension.class)
class PageAnswersTest extends PageUser {
  PageAnswersTest(PageBrowser page) {
    super(page);
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
    tab.reload();
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
    settings("{temperature: 0, max_tokens: 4, probabilities: true}");
    ask(tab, QUESTION);
    String begun = lastAnswer();
    assertThat("The capital of France is Paris.").startsWith(begun).isNotEqualTo(begun);
    assertThat(tab.text(".end-note")).contains("Cut off at the longest length");
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

    settings("{temperature: 0, stop: ''}");
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
    tab.await("document.querySelector('#composer [aria-label=Send]')");
  }

  @Test
  void probabilitiesAreKeptAndShown() throws Exception {
    settings("{temperature: 0, max_tokens: 60, probabilities: true}");
    ask(tab, "What color is snow?");
    tab.press("Control+Shift+o");
    tab.await("!document.querySelector('.message')");
    ask(tab, QUESTION);
    ask(tab, "Write as JSON: Finn is 75 years old and has a camel.");
    ask(tab, "Tell me a story about a fox.");
    tab.reload();
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
    begin(tab, QUESTION);
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
  void whatGoesWrongIsToldAndCanBeTriedAgain() {
    tab.evaluate("globalThis.send = globalThis.fetch");
    tab.evaluate("globalThis.fetch = () => Promise.reject(new TypeError('no network'))");
    begin(tab, QUESTION);
    tab.await("document.querySelector('.problem')");
    assertThat(tab.text(".problem")).contains("can’t be reached");
    tab.evaluate("globalThis.fetch = globalThis.send");
    tab.click(".problem button");
    tab.await("document.querySelector('.answer .body').innerText.includes('Paris')");
    tab.await("document.querySelector('%s')".formatted(ANSWERED));
    assertThat(tab.count(".branches")).isZero();
    ask(tab, "brave fox ".repeat(20));
    begin(tab, "brave fox ".repeat(400));
    tab.await("document.querySelector('.problem')");
    assertThat(tab.text(".problem")).contains("The server refused this").contains("does not fit");
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
    begin(tab, QUESTION);
    tab.await("document.querySelectorAll('.message').length === 202");
    tab.await("document.querySelector('.message:last-child .stats')");
    // The last answer before gives up its button to go on.
    assertThat(
            tab.evaluate("[...touched].filter(id => /^m\\d+$/.test(id) && id !== 'm199')").size())
        .isZero();
  }
}
