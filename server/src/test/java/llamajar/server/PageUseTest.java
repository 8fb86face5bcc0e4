package llamajar.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import llamajar.server.http.HttpOptions;
import llamajar.testkit.browser.Tab;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What else there is to do on the page, and who can do it.
@Timeout(180)
@ExtendWith(PageBrowser.Extension.class)
class PageUseTest extends PageUser {
  @TempDir Path folder;

  PageUseTest(PageBrowser page) {
    super(page);
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
  void answersAreHeldToAGrammarAndItsErrorsShown() {
    tab.press("Control+,");
    tab.await("document.getElementById('dialog').open");
    tab.evaluate("document.querySelector('[name=grammar]').value = 'root ::= \"Rome\" | \"Oslo\"'");
    tab.click("#dialog .primary");
    tab.await("!document.getElementById('dialog').open");
    ask(tab, QUESTION);
    assertThat(lastAnswer()).isIn("Rome", "Oslo");
    tab.press("Control+,");
    tab.await("document.getElementById('dialog').open");
    tab.evaluate("document.querySelector('[name=grammar]').value = 'root ::= missing'");
    tab.click("#dialog .primary");
    tab.await("!document.getElementById('dialog').open");
    begin(tab, QUESTION);
    tab.await("document.querySelector('.problem')");
    assertThat(tab.text(".problem")).contains("The server refused this").contains("missing");
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
      guest.reload();
      guest.await("document.body.dataset.ready");
      assertThat(guest.evaluate("document.getElementById('dialog').open").booleanValue()).isFalse();
      assertThat(guest.requests()).noneMatch(url -> url.contains("secret"));
    }
  }

  @Test
  void aModelWithoutATemplateGoesOnWithTexts() throws Exception {
    try (Served plain = Served.start(options -> options, "");
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
