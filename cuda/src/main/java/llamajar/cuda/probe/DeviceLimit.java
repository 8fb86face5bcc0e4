package llamajar.cuda.probe;

/// A measured limit of a device.
///
/// @param perSecond bytes, or operations, in one second
/// @param method how it was measured, for people
public record DeviceLimit(double perSecond, String method) {}
