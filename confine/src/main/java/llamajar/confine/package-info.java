/// A process that gives up, for good, what it will not need: a file of weights is untrusted, and
/// what it could make the program do wrong ends at what the program may still do.
///
/// Two layers, each of which the system may have or not. *Landlock* refuses files by their place,
/// and TCP. A *filter of system calls* (seccomp) refuses programs, sockets and what administers the
/// system. Both hold for every thread, those that the JVM started before anything of Java ran
/// included, and neither can be taken back. Start reading at [llamajar.confine.Confiner].
///
/// Nothing here knows of models, servers or terminals: what stays open is a
/// [llamajar.confine.policy.Policy] of the caller.
package llamajar.confine;
