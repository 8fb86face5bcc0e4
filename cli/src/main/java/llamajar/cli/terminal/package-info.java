/// What the commands know of the process around them: its streams and whether they are terminals, a
/// line of progress, and Ctrl-C.
///
/// Commands get all of it as an [llamajar.cli.terminal.Environment], so that tests can run them
/// without a process.
package llamajar.cli.terminal;
