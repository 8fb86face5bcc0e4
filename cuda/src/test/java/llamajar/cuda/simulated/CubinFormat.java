package llamajar.cuda.simulated;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import llamajar.cuda.driver.CodeImage;
import llamajar.cuda.driver.CompiledCode;
import llamajar.cuda.driver.CudaError;
import llamajar.cuda.driver.ModuleException;
import llamajar.testkit.ptx.PtxModule;
import llamajar.testkit.ptx.PtxSimulator;
import llamajar.testkit.ptx.syntax.PtxParser;
import llamajar.testkit.ptx.syntax.PtxSyntaxException;
import llamajar.testkit.ptx.syntax.PtxText;

/// What a simulated compiler makes of PTX: the same text, with the capability that it is for and a
/// checksum, so that images for other devices and damaged ones are refused.
final class CubinFormat {
  private static final byte[] MAGIC = "simulated cubin\n".getBytes(StandardCharsets.US_ASCII);
  private static final int HEADER = MAGIC.length + 4 + 8;

  private CubinFormat() {}

  static CompiledCode compile(SimulatedContext context, String call, CodeImage.Ptx ptx) {
    // Compiled for nothing but its errors.
    loadText(context, call, ptx.text()).unload();
    byte[] text = ptx.text().getBytes(StandardCharsets.UTF_8);
    byte[] image =
        ByteBuffer.allocate(HEADER + text.length)
            .put(MAGIC)
            .putInt(context.simulatedDevice().simulator().limits().capability())
            .putLong(checksum(text))
            .put(text)
            .array();
    return new CompiledCode(new CodeImage.Binary(ptx.name(), image), "");
  }

  static PtxModule load(SimulatedContext context, String call, CodeImage image) {
    return switch (image) {
      case CodeImage.Ptx ptx -> loadText(context, call, ptx.text());
      case CodeImage.Binary binary -> loadBinary(context, call, binary.bytes());
    };
  }

  private static PtxModule loadBinary(SimulatedContext context, String call, byte[] image) {
    if (image.length < HEADER || !Arrays.equals(image, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new ModuleException(call, Errors.INVALID_IMAGE, "");
    }
    ByteBuffer buffer = ByteBuffer.wrap(image, MAGIC.length, image.length - MAGIC.length);
    int capability = buffer.getInt();
    long checksum = buffer.getLong();
    byte[] text = Arrays.copyOfRange(image, HEADER, image.length);
    if (checksum != checksum(text)) {
      throw new ModuleException(call, Errors.INVALID_IMAGE, "");
    }
    if (capability != context.simulatedDevice().simulator().limits().capability()) {
      throw new ModuleException(call, Errors.NO_BINARY_FOR_GPU, "");
    }
    return loadText(context, call, new String(text, StandardCharsets.UTF_8));
  }

  private static PtxModule loadText(SimulatedContext context, String call, String text) {
    PtxSimulator simulator = context.simulatedDevice().simulator();
    try {
      PtxText parsed = PtxParser.parse(text);
      if (parsed.version() > newestPtx(context.driver().version())) {
        throw new ModuleException(call, Errors.UNSUPPORTED_PTX_VERSION, "");
      }
      return simulator.load(text);
    } catch (PtxSyntaxException e) {
      throw refused(call, Errors.INVALID_PTX, e);
    } catch (IllegalArgumentException e) {
      throw refused(call, Errors.NO_BINARY_FOR_GPU, e);
    }
  }

  private static ModuleException refused(String call, CudaError error, RuntimeException cause) {
    ModuleException refusal = new ModuleException(call, error, String.valueOf(cause.getMessage()));
    refusal.initCause(cause);
    return refusal;
  }

  /// CUDA 11.0 came with PTX 7.0, 12.0 with 8.0, and each minor version with the next one.
  private static int newestPtx(int driverVersion) {
    return 10 * (driverVersion / 1000 - 4) + driverVersion % 1000 / 10;
  }

  private static long checksum(byte[] text) {
    CRC32 crc = new CRC32();
    crc.update(text);
    return crc.getValue();
  }
}
