/// What PTX runs on: memories that know which of their bytes were written, registers of 32 threads
/// at a time, barriers, and the loop that executes steps.
///
/// A [llamajar.testkit.ptx.machine.Grid] runs blocks on several threads, each block on one. A
/// block's warps take turns: each runs until it waits for a barrier or ends. Threads of a warp that
/// took different branches meet again where their paths join for certain (the immediate
/// post-dominator).
///
/// Whatever a program does that the PTX manual leaves undefined is a
/// [llamajar.testkit.ptx.machine.Fault]. Nothing here knows instructions; those are
/// [llamajar.testkit.ptx.machine.Step]s.
@NullMarked
package llamajar.testkit.ptx.machine;

import org.jspecify.annotations.NullMarked;
