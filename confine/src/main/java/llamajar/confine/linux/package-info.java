/// What Linux offers a process that wants to confine itself: Landlock and the filter of system
/// calls, asked for through `java.lang.foreign`.
///
/// The filter reaches all threads at once (`SECCOMP_FILTER_FLAG_TSYNC`). Landlock reaches the
/// thread that asks, and those that it starts; a JVM has a dozen others by then.
/// [llamajar.confine.linux.EveryThread] makes each of them ask, by a signal whose handler does so.
package llamajar.confine.linux;
