/// The driver interface over the PTX simulator, for tests that need no GPU.
///
/// Start at [llamajar.cuda.simulated.SimulatedDriver]. A [llamajar.cuda.simulated.SimulatedSetup]
/// says which devices there are and when work is done; [llamajar.cuda.simulated.Failures] makes
/// calls fail as a driver would.
///
/// What kernels do wrong is a `SimulationException`, never a `CudaException`: code that copes with
/// failures of the driver must not hide mistakes of its own.
@NullMarked
package llamajar.cuda.simulated;

import org.jspecify.annotations.NullMarked;
