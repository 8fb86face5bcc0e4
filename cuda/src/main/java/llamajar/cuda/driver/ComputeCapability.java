package llamajar.cuda.driver;

/// What a device's processors can do, as NVIDIA numbers it: 7.5 is Turing, 8.0 to 8.9 are Ampere
/// and Ada, 9.0 is Hopper, from 10.0 on Blackwell.
public record ComputeCapability(int major, int minor) implements Comparable<ComputeCapability> {

  /// Whether this is a capability or a later one. Code for an earlier one also runs on later ones.
  public boolean isAtLeast(int otherMajor, int otherMinor) {
    return compareTo(new ComputeCapability(otherMajor, otherMinor)) >= 0;
  }

  @Override
  public int compareTo(ComputeCapability other) {
    return major != other.major
        ? Integer.compare(major, other.major)
        : Integer.compare(minor, other.minor);
  }

  /// The name that PTX and compilers use, such as `sm_75`.
  public String architecture() {
    return "sm_" + major + minor;
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
