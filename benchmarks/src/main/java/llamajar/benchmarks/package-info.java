/// JMH benchmarks of single kernels, and the place for trials of new ones.
@NullMarked
package llamajar.benchmarks;

import org.jspecify.annotations.NullMarked;
