package llamajar.testkit.browser;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A tab of a browser, as its user sees and handles it. Used by one thread.
public final class Tab implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 30_000;
  private static final Map<String, Integer> KEY_CODES =
      Map.of("Enter", 13, "Escape", 27, "ArrowUp", 38, "ArrowRight", 39, "Tab", 9);
  private static final int CONTROL = 2;
  private static final int SHIFT = 8;

  private final DevTools devTools;
  private final String context;
  private final String target;
  private final String session;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<String> complaints = new CopyOnWriteArrayList<>();

  Tab(DevTools devTools, String context, String target, String session) {
    this.devTools = devTools;
    this.context = context;
    this.target = target;
    this.session = session;
    devTools.listen(this::note);
    for (String domain : List.of("Page", "Runtime", "Network", "Log")) {
      call(domain + ".enable", parameters());
    }
  }

  String context() {
    return context;
  }

  private void note(JsonNode event) {
    if (!session.equals(event.path("sessionId").asString(""))) {
      return;
    }
    JsonNode details = event.get("params");
    switch (event.get("method").stringValue()) {
      case "Network.requestWillBeSent" ->
          requests.add(details.get("request").get("url").stringValue());
      case "Runtime.exceptionThrown" -> complaints.add(details.get("exceptionDetails").toString());
      case "Log.entryAdded" -> {
        if (details.get("entry").get("level").stringValue().equals("error")) {
          complaints.add(details.get("entry").toString());
        }
      }
      default -> {}
    }
  }

  /// The addresses of everything that was asked for.
  public List<String> requests() {
    return List.copyOf(requests);
  }

  /// Uncaught exceptions and errors that the browser logged: what a user would find in the console.
  public List<String> complaints() {
    return List.copyOf(complaints);
  }

  /// Runs a script before anything else in each page that is opened from now on.
  public void before(String script) {
    call("Page.addScriptToEvaluateOnNewDocument", parameters().put("source", script));
  }

  /// Loads the page again, and waits until the new one is there: until then, the old one answers.
  public void reload() {
    evaluate("window.isOld = true; location.reload()");
    await("!window.isOld && document.readyState === 'complete'");
  }

  /// Goes to an address.
  public void open(String url) {
    call("Page.navigate", parameters().put("url", url));
    await("document.readyState === 'complete' && location.href !== 'about:blank'");
  }

  /// The value of an expression; of a promise what it becomes.
  ///
  /// @throws AssertionError if it throws
  public JsonNode evaluate(String expression) {
    JsonNode result =
        call(
            "Runtime.evaluate",
            parameters()
                .put("expression", expression)
                .put("awaitPromise", true)
                .put("returnByValue", true)
                .put("userGesture", true));
    if (result.has("exceptionDetails")) {
      throw new AssertionError(expression + ": " + result.get("exceptionDetails"));
    }
    JsonNode value = result.get("result").get("value");
    return value == null ? DevTools.JSON.nullNode() : value;
  }

  /// What a function gives for values, which it gets as JSON.
  ///
  /// @param function such as `async (a, b) => a + b`
  public JsonNode apply(String function, Object... values) {
    String arguments =
        Stream.of(values).map(DevTools.JSON::writeValueAsString).collect(Collectors.joining(", "));
    return evaluate("(%s)(%s)".formatted(function, arguments));
  }

  /// Waits until an expression is true.
  ///
  /// @throws AssertionError if it does not become so
  public void await(String condition) {
    String last = "";
    for (int waited = 0; waited < PATIENCE_MILLIS; waited += 20) {
      try {
        if (evaluate("Boolean(" + condition + ")").booleanValue()) {
          return;
        }
        Thread.sleep(20);
      } catch (AssertionError e) {
        // While a page is being replaced by another one, nothing can be asked.
        last = String.valueOf(e.getMessage());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted while waiting for " + condition, e);
      }
    }
    throw new AssertionError(
        "did not become true: %s %s%n%s%n%s"
            .formatted(
                condition, last, evaluate("document.body.innerText").asString(""), complaints));
  }

  /// The text of the first element that a selector finds.
  public String text(String selector) {
    return apply("s => document.querySelector(s).innerText", selector).stringValue();
  }

  /// How many elements a selector finds.
  public int count(String selector) {
    return apply("s => document.querySelectorAll(s).length", selector).intValue();
  }

  /// Clicks into the middle of an element, with the mouse.
  public void click(String selector) {
    JsonNode at = hover(selector);
    mouse("mousePressed", at);
    mouse("mouseReleased", at);
  }

  /// Moves the mouse into the middle of an element, and gives back where that is.
  public JsonNode hover(String selector) {
    JsonNode at =
        apply(
            """
            s => {
              const element = document.querySelector(s);
              element.scrollIntoView({block: 'nearest'});
              const box = element.getBoundingClientRect();
              return {x: box.x + box.width / 2, y: box.y + box.height / 2};
            }\
            """,
            selector);
    mouse("mouseMoved", at);
    return at;
  }

  private void mouse(String type, JsonNode at) {
    ObjectNode event = parameters().put("type", type);
    event.put("x", at.get("x").doubleValue()).put("y", at.get("y").doubleValue());
    if (!type.equals("mouseMoved")) {
      event.put("button", "left").put("clickCount", 1);
    }
    call("Input.dispatchMouseEvent", event);
  }

  /// Types a text where the focus is.
  public void type(String text) {
    call("Input.insertText", parameters().put("text", text));
  }

  /// Presses a key, such as `Enter`, `Control+k` or `Shift+Enter`.
  public void press(String keys) {
    List<String> parts = List.of(keys.split("\\+", -1));
    String key = parts.getLast();
    int modifiers =
        (parts.contains("Control") ? CONTROL : 0) + (parts.contains("Shift") ? SHIFT : 0);
    ObjectNode event = parameters().put("key", key).put("modifiers", modifiers);
    event.put(
        "windowsVirtualKeyCode",
        KEY_CODES.getOrDefault(key, (int) Character.toUpperCase(key.charAt(0))));
    if (key.equals("Enter")) {
      event.put("text", "\r");
    } else if (key.length() == 1 && (modifiers & CONTROL) == 0) {
      event.put("text", key);
    }
    call("Input.dispatchKeyEvent", event.put("type", "keyDown"));
    event.remove("text");
    call("Input.dispatchKeyEvent", event.put("type", "keyUp"));
  }

  /// Chooses files for a file field.
  public void choose(String selector, Path... files) {
    JsonNode found =
        call(
            "Runtime.evaluate",
            parameters().put("expression", "document.querySelector('%s')".formatted(selector)));
    ObjectNode choice = parameters();
    choice.set("objectId", found.get("result").get("objectId"));
    ArrayNode list = choice.putArray("files");
    Stream.of(files).forEach(file -> list.add(file.toAbsolutePath().toString()));
    call("DOM.setFileInputFiles", choice);
  }

  /// Makes the window as wide and high as this, in pixels of CSS.
  public void resize(int width, int height) {
    ObjectNode size = parameters().put("width", width).put("height", height);
    call(
        "Emulation.setDeviceMetricsOverride",
        size.put("deviceScaleFactor", 1).put("mobile", false));
  }

  /// Says that its user wants `light` or `dark`, and nothing that moves: pictures would catch it
  /// half-way.
  public void prefer(String colours) {
    ObjectNode media = parameters();
    ArrayNode features = media.putArray("features");
    features.addObject().put("name", "prefers-color-scheme").put("value", colours);
    features.addObject().put("name", "prefers-reduced-motion").put("value", "reduce");
    call("Emulation.setEmulatedMedia", media);
  }

  /// Keeps what is seen as a picture.
  public void screenshot(Path png) throws IOException {
    JsonNode picture = call("Page.captureScreenshot", parameters().put("format", "png"));
    Files.createDirectories(png.toAbsolutePath().getParent());
    Files.write(png, Base64.getDecoder().decode(picture.get("data").stringValue()));
  }

  private JsonNode call(String method, JsonNode parameters) {
    return devTools.call(session, method, parameters);
  }

  private static ObjectNode parameters() {
    return DevTools.JSON.createObjectNode();
  }

  @Override
  public void close() {
    devTools.call(
        null, "Target.closeTarget", DevTools.JSON.createObjectNode().put("targetId", target));
  }
}
