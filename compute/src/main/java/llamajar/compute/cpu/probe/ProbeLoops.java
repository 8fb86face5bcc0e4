package llamajar.compute.cpu.probe;

import java.lang.foreign.MemorySegment;

/// The two loops whose speed is measured. Results are returned only so that the work can't be left
/// out.
interface ProbeLoops {
  /// How it computes, for people.
  String name();

  /// Reads memory: adds up all longs between two offsets.
  ///
  /// @param from first byte, 8-byte aligned in memory
  /// @param to one past the last byte; a multiple of 4096 more than `from`
  long sum(MemorySegment bytes, long from, long to);

  /// Multiplies and adds as fast as the processor can, on numbers that don't come from memory, for
  /// some microseconds.
  float multiplyAdd();

  /// Floating-point operations of one [#multiplyAdd()]; a fused multiply-add is two.
  long operations();
}
