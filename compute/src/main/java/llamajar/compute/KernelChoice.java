package llamajar.compute;

/// A backend's answer to which code multiplies weights of one type.
///
/// @param kernel the kernel's name, which is its specification
/// @param reason why it is not a kernel of the tier above; empty if there is none above
public record KernelChoice(String kernel, String reason) {}
