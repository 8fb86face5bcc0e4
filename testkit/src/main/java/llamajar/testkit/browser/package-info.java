/// A real browser without a window, for tests of web pages. It is Chromium, driven over the
/// DevTools protocol; where there is none, tests skip themselves.
///
/// Start at [llamajar.testkit.browser.Browser]; a [llamajar.testkit.browser.Tab] is what tests talk
/// to.
@NullMarked
package llamajar.testkit.browser;

import org.jspecify.annotations.NullMarked;
