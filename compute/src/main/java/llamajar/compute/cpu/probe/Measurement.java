package llamajar.compute.cpu.probe;

/// A measured limit of the machine.
///
/// @param perSecond bytes, or floating-point operations, in one second
/// @param threads how many threads did it together
/// @param method how it was measured, for people
public record Measurement(double perSecond, int threads, String method) {}
