/// The CPU backend: a team of threads that runs a program op by op, with kernels of a chosen tier.
///
/// Start at [llamajar.compute.cpu.CpuBackend]. An executable turns every op into a step; all
/// threads of the [llamajar.compute.cpu.ThreadTeam] run all steps and wait for each other after
/// each. What a step computes is in [llamajar.compute.cpu.kernel]; how the work is shared out is
/// here.
package llamajar.compute.cpu;
