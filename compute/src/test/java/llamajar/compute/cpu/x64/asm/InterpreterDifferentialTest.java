package llamajar.compute.cpu.x64.asm;

import static llamajar.compute.cpu.x64.asm.Mem.at;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Random;
import llamajar.compute.cpu.x64.emit.KernelFrame;
import llamajar.compute.cpu.x64.platform.CpuFeature;
import llamajar.compute.cpu.x64.platform.CpuFeatures;
import llamajar.compute.cpu.x64.platform.PlatformException;
import llamajar.compute.cpu.x64.platform.Processor;
import llamajar.testkit.x64.X64Interpreter;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Compares the interpreter with this machine's processor, as far as the latter goes.
final class InterpreterDifferentialTest {
  private static final int TRIALS = 20;
  private static final int REGISTERS = 16;

  private final Random random = new Random(11);

  @ParameterizedTest
  @EnumSource
  void instructionsOnVectorsDoTheSame(Instruction instruction) throws PlatformException {
    int compared = 0;
    for (int width : Shape.of(instruction).widths()) {
      List<Operand> operands = Cases.plain(instruction, width);
      if (isOnVectors(operands) && isNative(instruction, operands)) {
        for (int trial = 0; trial < TRIALS; trial++) {
          compare(instruction, operands, immediate(instruction));
          compared++;
        }
      }
    }
    Assumptions.assumeTrue(compared > 0, "not on this processor, or not on vectors only");
  }

  private static boolean isOnVectors(List<Operand> operands) {
    return !operands.isEmpty() && operands.stream().allMatch(Vec.class::isInstance);
  }

  private int immediate(Instruction instruction) {
    if (!Shape.of(instruction).immediate()) {
      return -1;
    }
    // Whether a rounding is reported is no concern of ours, nor are modes beyond the four.
    return switch (instruction) {
      case VROUNDPS -> 8 + random.nextInt(4);
      case VCVTPS2PH -> 0;
      default -> random.nextInt(256);
    };
  }

  private static boolean isNative(Instruction instruction, List<Operand> operands) {
    if (!(CpuFeatures.detect() instanceof CpuFeatures.Detection.Found found)) {
      return false;
    }
    CpuFeatures features = found.features();
    boolean evex =
        code(instruction, operands, Shape.of(instruction).immediate() ? 0 : -1)[0] == 0x62;
    boolean wide =
        features.has(
            CpuFeature.AVX512F,
            CpuFeature.AVX512BW,
            CpuFeature.AVX512DQ,
            CpuFeature.AVX512VL,
            CpuFeature.AVX512_VBMI,
            CpuFeature.AVX512_VNNI);
    return features.has(CpuFeature.AVX2, CpuFeature.FMA, CpuFeature.F16C)
        && (!evex || wide)
        && switch (instruction) {
          case VPDPBUSD, VPDPWSSD -> evex || features.has(CpuFeature.AVX_VNNI);
          case VGF2P8AFFINEQB -> features.has(CpuFeature.GFNI);
          case VDPBF16PS, VCVTNEPS2BF16 -> features.has(CpuFeature.AVX512_BF16);
          default -> true;
        };
  }

  private static byte[] code(Instruction instruction, List<Operand> operands, int immediate) {
    Assembler a = new Assembler(hasVexDotProducts());
    a.emit(instruction, immediate, operands.toArray(Operand[]::new));
    return a.toBytes();
  }

  private static boolean hasVexDotProducts() {
    return CpuFeatures.detect() instanceof CpuFeatures.Detection.Found found
        && found.features().has(CpuFeature.AVX_VNNI);
  }

  private void compare(Instruction instruction, List<Operand> operands, int immediate)
      throws PlatformException {
    boolean evex = code(instruction, operands, immediate)[0] == 0x62;
    int bits = evex ? 512 : 256;
    Assembler a = new Assembler(hasVexDotProducts());
    KernelFrame.enter(a);
    a.mov(Gpr.RAX, at(KernelFrame.PARAMETERS, 0));
    a.mov(Gpr.RCX, at(KernelFrame.PARAMETERS, 8));
    for (int i = 0; i < REGISTERS; i++) {
      a.emit(Instruction.VMOVUPS, Vec.xmm(i).as(bits), at(Gpr.RAX, 64 * i));
    }
    a.emit(instruction, immediate, operands.toArray(Operand[]::new));
    for (int i = 0; i < REGISTERS; i++) {
      a.emit(Instruction.VMOVUPS_STORE, at(Gpr.RCX, 64 * i), Vec.xmm(i).as(bits));
    }
    KernelFrame.leave(a);
    byte[] kernel = a.toBytes();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment in = arena.allocate(64 * REGISTERS, 64);
      for (long i = 0; i < in.byteSize(); i += 4) {
        // Floats of medium size, so that no result depends on how "not a number" is written.
        in.set(ValueLayout.JAVA_FLOAT, i, (float) (random.nextGaussian() * 1000));
      }
      MemorySegment expected = arena.allocate(64 * REGISTERS, 64);
      MemorySegment actual = arena.allocate(64 * REGISTERS, 64);
      new Processor.Own().load(kernel).call(parameters(arena, in, expected).address());
      new X64Interpreter(kernel).run(parameters(arena, in, actual).address());
      for (long i = 0; i < actual.byteSize(); i += 4) {
        int native32 = expected.get(ValueLayout.JAVA_INT, i);
        if (!Float.isNaN(Float.intBitsToFloat(native32))) {
          assertThat(actual.get(ValueLayout.JAVA_INT, i))
              .as(
                  "%s %s, immediate %d: byte %d of the registers",
                  instruction, operands, immediate, i)
              .isEqualTo(native32);
        }
      }
    }
  }

  private static MemorySegment parameters(Arena arena, MemorySegment in, MemorySegment out) {
    return arena.allocateFrom(ValueLayout.JAVA_LONG, in.address(), out.address());
  }
}
