package llamajar.testkit.ptx.machine;

import java.util.ArrayList;
import java.util.List;

/// The shared memory of one block.
final class SharedSpace implements Space {
  private static final byte PENDING = 2;

  private final SharedLayout.Variable[] variables;
  private final Region region;
  private final RaceDetector races;
  private SharedLayout.Variable last;

  /// Shared memory with a kernel's variables and dynamic memory after them.
  ///
  /// @param unit the least bytes that any instruction of the kernel accesses at a time
  SharedSpace(SharedLayout layout, int dynamicBytes, int warps, int unit) {
    List<SharedLayout.Variable> all = new ArrayList<>(layout.variables().values());
    all.add(
        new SharedLayout.Variable("dynamic shared memory", layout.dynamicStart(), dynamicBytes));
    variables = all.toArray(SharedLayout.Variable[]::new);
    last = variables[0];
    region = new Region("shared memory", 0, Math.toIntExact(layout.dynamicStart() + dynamicBytes));
    races = new RaceDetector(region.size(), warps, unit);
  }

  RaceDetector races() {
    return races;
  }

  /// Makes it the memory of a block that has not begun.
  void clear() {
    region.clear();
    races.nextBlock();
  }

  @Override
  public Region locate(Warp warp, int lane, long address, int bytes, Access access) {
    if (!lies(last, address, bytes)) {
      last = variable(lane, address, bytes, access);
    }
    Space.checkAlignment(lane, address, bytes, access);
    races.note(warp.index(), lane, (int) address, bytes, access);
    return region;
  }

  /// Marks bytes that an asynchronous copy will write.
  void expect(long address, int bytes) {
    region.mark((int) address, bytes, PENDING);
  }

  private SharedLayout.Variable variable(int lane, long address, int bytes, Access access) {
    for (SharedLayout.Variable variable : variables) {
      if (lies(variable, address, bytes)) {
        return variable;
      }
    }
    throw new Fault(
        Fault.Kind.OUT_OF_BOUNDS,
        lane,
        "%s %d bytes of shared memory at 0x%x: %s"
            .formatted(access.verb(), bytes, address, nearest(address)));
  }

  private String nearest(long address) {
    String nearest = "before all variables";
    for (SharedLayout.Variable variable : variables) {
      if (address >= variable.start()) {
        nearest =
            "%d bytes after the start of %s, which has %d bytes"
                .formatted(address - variable.start(), variable.name(), variable.bytes());
      }
    }
    return nearest;
  }

  private static boolean lies(SharedLayout.Variable variable, long address, int bytes) {
    long offset = address - variable.start();
    return offset >= 0 && offset + bytes <= variable.bytes();
  }
}
