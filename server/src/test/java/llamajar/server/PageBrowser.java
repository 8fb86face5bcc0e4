package llamajar.server;

import java.io.IOException;
import java.nio.file.Path;
import llamajar.engine.scheduler.SchedulerOptions;
import llamajar.testkit.browser.Browser;
import llamajar.testkit.browser.Tab;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.opentest4j.TestAbortedException;

/// A browser and a server with the demo model, which all tests of the page share.
final class PageBrowser implements AutoCloseable {
  final Served served;
  final Browser browser;
  private final Tab pure;

  private PageBrowser(Path program) throws IOException, InterruptedException {
    served = Served.start(Served.scheduling(SchedulerOptions.defaults().withDeterministic(true)));
    try {
      browser = Browser.start(program);
      pure = open();
      pure.evaluate(
          "globalThis.folder = document.querySelector('[type=module]').src.replace('app.js', '')");
    } catch (IOException | InterruptedException | RuntimeException e) {
      served.close();
      throw e;
    }
  }

  /// A tab for tests of single functions: `folder` is where the page's modules are.
  Tab pureTab() {
    return pure;
  }

  /// The page as somebody sees it who comes for the first time.
  Tab open() {
    return open(served);
  }

  /// The page of another server.
  Tab open(Served other) {
    return open(other, "");
  }

  /// The page in a browser that is otherwise because of a script.
  Tab open(Served other, String before) {
    Tab tab = browser.newTab();
    tab.resize(1280, 800);
    tab.prefer("light");
    tab.before(before);
    tab.open(other.server.url() + "/");
    return tab;
  }

  /// The page once more, in the same user's next tab.
  Tab openBeside(Tab tab) {
    Tab next = browser.newTabBeside(tab);
    next.resize(1280, 800);
    next.open(served.server.url() + "/");
    next.await("document.body.dataset.ready");
    return next;
  }

  @Override
  public void close() {
    browser.close();
    served.close();
  }

  /// Hands it to tests; skips them where there is no browser.
  static final class Extension implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == PageBrowser.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      Path program =
          Browser.find()
              .orElseThrow(() ->
                  new TestAbortedException(
                      "there is no Chromium on the path; -Dllamajar.chromium=FILE names one"));
      return context
          .getRoot()
          .getStore(ExtensionContext.Namespace.create(PageBrowser.class))
          .computeIfAbsent(program, Extension::start, PageBrowser.class);
    }

    private static PageBrowser start(Path program) {
      try {
        return new PageBrowser(program);
      } catch (IOException e) {
        throw new AssertionError(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
    }
  }
}
