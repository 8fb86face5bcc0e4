package llamajar.testkit.ptx.machine;

/// All memories, told apart by address.
final class GenericSpace implements Space {
  private static final long WINDOW_MASK = (1L << 32) - 1;

  private final GlobalSpace global;
  private final SharedSpace shared;
  private final LocalSpace local;
  private final ParameterSpace parameters;

  GenericSpace(
      GlobalSpace global, SharedSpace shared, LocalSpace local, ParameterSpace parameters) {
    this.global = global;
    this.shared = shared;
    this.local = local;
    this.parameters = parameters;
  }

  @Override
  public Region locate(Warp warp, int lane, long address, int bytes, Access access) {
    if (address >= DeviceMemorySpace.BASE) {
      return global.locate(warp, lane, address, bytes, access);
    }
    long offset = address & WINDOW_MASK;
    if ((address & ~WINDOW_MASK) == SHARED_WINDOW) {
      return shared.locate(warp, lane, offset, bytes, access);
    }
    if ((address & ~WINDOW_MASK) == LOCAL_WINDOW) {
      return local.locate(warp, lane, offset, bytes, access);
    }
    if ((address & ~WINDOW_MASK) == PARAMETER_WINDOW) {
      return parameters.locate(warp, lane, offset, bytes, access);
    }
    throw new Fault(
        Fault.Kind.OUT_OF_BOUNDS,
        lane,
        "%s %d bytes at the generic address 0x%x, which is in no memory"
            .formatted(access.verb(), bytes, address));
  }
}
