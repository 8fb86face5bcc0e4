package llamajar.server.page;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import llamajar.server.http.Route;

/// The page for people who talk with the model in a browser.
public final class WebPage {
  static final String START = "index.html";
  private static final String FOLDER = "page/";
  private static final String ASK_EACH_TIME = "no-cache";
  private static final String KEEP = "public, max-age=31536000, immutable";

  /// All files but the first. They are listed here, not searched for: a request leads to one of
  /// these or nowhere.
  static final List<String> FILES =
      List.of(
          "answering.js",
          "api/answer.js",
          "api/client.js",
          "api/events.js",
          "api/problem.js",
          "api/request.js",
          "api/server.js",
          "app.js",
          "chat.js",
          "code/highlight.js",
          "code/languages.js",
          "code/markup.js",
          "icon.svg",
          "markdown/blocks.js",
          "markdown/budget.js",
          "markdown/codeblock.js",
          "markdown/delimiters.js",
          "markdown/dom.js",
          "markdown/inline.js",
          "markdown/link.js",
          "markdown/stream.js",
          "markdown/table.js",
          "store/history.js",
          "store/local.js",
          "store/memory.js",
          "store/settings.js",
          "store/transfer.js",
          "store/tree.js",
          "style/base.css",
          "style/composer.css",
          "style/dialog.css",
          "style/layout.css",
          "style/markdown.css",
          "style/message.css",
          "style/sidebar.css",
          "theme.js",
          "view/attachments.js",
          "view/composer.js",
          "view/conversation.js",
          "view/dialog.js",
          "view/elements.js",
          "view/keys.js",
          "view/message.js",
          "view/numbers.js",
          "view/probabilities.js",
          "view/settings.js",
          "view/shortcuts.js",
          "view/sidebar.js",
          "view/status.js",
          "view/welcome.js");

  private WebPage() {}

  /// Everything that a browser asks for to show the page; all of it is there without a key, because
  /// the page is what asks for the key.
  ///
  /// All files but the first are in a folder whose name changes with their content, so that
  /// browsers ask for them once and never mix those of two versions.
  ///
  /// @param errors how errors look
  public static List<Route> routes(Route.ErrorFormat errors) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (String name : FILES) {
      byte[] content = PageFile.read(name);
      files.put(name, content);
      all.writeBytes(content);
    }
    String folder = FOLDER + PageFile.digest(all.toByteArray()) + "/";
    List<Route> routes = new ArrayList<>();
    byte[] start =
        new String(PageFile.read(START), StandardCharsets.UTF_8)
            .replace("\"" + FOLDER, "\"" + folder)
            .getBytes(StandardCharsets.UTF_8);
    routes.add(Route.open("GET", "/", errors, new PageFile(START, start, ASK_EACH_TIME)));
    files.forEach((name, content) ->
        routes.add(
            Route.open("GET", "/" + folder + name, errors, new PageFile(name, content, KEEP))));
    return routes;
  }
}
