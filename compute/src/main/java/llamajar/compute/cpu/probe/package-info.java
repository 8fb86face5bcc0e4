/// What this machine can do at best, measured: so that speeds can be given as shares of it, which
/// mean the same on any machine.
///
/// Start at [llamajar.compute.cpu.probe.MachineProbe].
@NullMarked
package llamajar.compute.cpu.probe;

import org.jspecify.annotations.NullMarked;
