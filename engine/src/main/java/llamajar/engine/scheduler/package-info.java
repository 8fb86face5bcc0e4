/// Many answers at once from one model: continuous batching over a paged cache.
///
/// Start at [llamajar.engine.scheduler.Scheduler]: requests go in from any thread, an
/// [llamajar.engine.scheduler.Answer] comes back at once and hands out events. One thread computes.
/// Each of its steps reads one token of every running answer and some blocks of the prompts that
/// are still being read, in turn.
///
/// Keys and values lie in blocks. The [llamajar.engine.scheduler.PrefixCache] knows the tokens of
/// every full block and what came before them, so that whoever begins with the same tokens uses the
/// same blocks, whether the answer that computed them still runs or has long ended. Blocks that
/// nobody uses are kept until their memory is needed, and go in the order of their last use.
package llamajar.engine.scheduler;
