/// Fixtures that the tests of several modules share: golden data and small models.
@NullMarked
package llamajar.testkit;

import org.jspecify.annotations.NullMarked;
