/// The `llamajar` command.
///
/// [llamajar.cli.Main] finds the command that was named, lets picocli read its options, runs it,
/// and turns every failure into one line. Each command has a package of its own; what several share
/// is in `option` (options) and `terminal` (streams, progress, Ctrl-C).
///
/// Exit codes: 0 done, also if the reader of standard output went away; 1 failed; 2 wrong use; 130
/// stopped by Ctrl-C, as shells expect (129 and 143 for the signals HUP and TERM).
///
/// Environment: `LLAMAJAR_DEBUG=1` adds stack traces to error messages; `XDG_CACHE_HOME` says where
/// caches are (`~/.cache` otherwise).
///
/// Nothing here knows how a model computes.
package llamajar.cli;
