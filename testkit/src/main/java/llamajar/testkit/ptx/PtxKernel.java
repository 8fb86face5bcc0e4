package llamajar.testkit.ptx;

import java.util.List;
import llamajar.testkit.ptx.machine.Code;

/// A kernel of a loaded module.
public final class PtxKernel {
  private final Code code;
  private int allowedDynamicBytes;

  PtxKernel(Code code) {
    this.code = code;
  }

  /// Its name.
  public String name() {
    return code.kernel();
  }

  /// Shared memory that it declares, in bytes.
  public long staticSharedBytes() {
    return code.shared().staticBytes();
  }

  /// Local memory of each thread, in bytes.
  public int localBytes() {
    return code.localBytes();
  }

  /// Size of its parameters in bytes.
  public int parameterBytes() {
    return code.parameterBytes();
  }

  /// Most threads of a block as it declares, or 0.
  public int maxThreads() {
    return code.maxThreads();
  }

  /// Dynamic shared memory that it was allowed to have.
  public int allowedDynamicBytes() {
    return allowedDynamicBytes;
  }

  /// Allows it to have so much dynamic shared memory.
  public void allowDynamicBytes(int bytes) {
    allowedDynamicBytes = bytes;
  }

  /// The opcodes of its instructions, in their order.
  public List<String> forms() {
    return code.instructions().stream().map(Code.Instruction::form).toList();
  }

  Code code() {
    return code;
  }
}
