package llamajar.testkit.ptx.machine;

/// The arguments of a kernel.
final class ParameterSpace implements Space {
  private final Region arguments;

  ParameterSpace(Region arguments) {
    this.arguments = arguments;
  }

  @Override
  public Region locate(Warp warp, int lane, long address, int bytes, Access access) {
    if (access != Access.READ || !arguments.contains(address, bytes)) {
      throw new Fault(
          Fault.Kind.OUT_OF_BOUNDS,
          lane,
          "%s %d bytes of parameters at %d; there are %d, to be read only"
              .formatted(access.verb(), bytes, address, arguments.size()));
    }
    Space.checkAlignment(lane, address, bytes, access);
    return arguments;
  }
}
