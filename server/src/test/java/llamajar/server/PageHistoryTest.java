package llamajar.server;

import static org.assertj.core.api.Assertions.assertThat;

import llamajar.testkit.browser.Tab;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/// How the page keeps conversations.
@Timeout(180)
@ExtendWith(PageBrowser.Extension.class)
class PageHistoryTest extends PageUser {
  PageHistoryTest(PageBrowser page) {
    super(page);
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
  void aFullStoreIsTold() {
    tab.evaluate(
        """
        IDBObjectStore.prototype.put = function () {
          throw new DOMException('no room left', 'QuotaExceededError');
        };\
        """);
    begin(tab, QUESTION);
    tab.await("document.getElementById('notice').innerText.includes('no room left')");
    tab.await("document.querySelector('#composer [aria-label=Send]')");
  }
}
