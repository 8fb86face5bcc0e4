package llamajar.cuda.libcuda;

import llamajar.cuda.driver.CudaFunction;
import llamajar.cuda.driver.FunctionAttribute;

/// A kernel on a device of this machine.
record RealFunction(DriverCalls calls, String name, long handle) implements CudaFunction {

  @Override
  public int attribute(FunctionAttribute attribute) {
    try (Out out = new Out()) {
      calls.check(
          calls.funcGetAttribute.call(out.address(), attribute.number(), handle),
          calls.funcGetAttribute,
          "of " + name);
      return out.asInt();
    }
  }

  @Override
  public void allowDynamicSharedMemory(int bytes) {
    calls.check(
        calls.funcSetAttribute.call(
            handle, FunctionAttribute.MAX_DYNAMIC_SHARED_BYTES.number(), bytes),
        calls.funcSetAttribute,
        "of %s to %d bytes".formatted(name, bytes));
  }

  @Override
  public int activeBlocksPerMultiprocessor(int threadsPerBlock, long dynamicSharedBytes) {
    try (Out out = new Out()) {
      calls.check(
          calls.occupancy.call(out.address(), handle, threadsPerBlock, dynamicSharedBytes),
          calls.occupancy,
          "of " + name);
      return out.asInt();
    }
  }
}
