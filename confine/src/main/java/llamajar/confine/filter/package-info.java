/// The filter of system calls: which are refused and why, and the program for the kernel's filter
/// machine (classic BPF) that refuses them. Pure computation; [llamajar.confine.linux] hands it
/// over.
package llamajar.confine.filter;
