package llamajar.compute.cpu.x64.platform;

import java.util.List;
import java.util.ServiceLoader;

/// What runs emitted code: this machine's processor, or a stand-in for one that has more
/// instructions, so that all kernels can be tested on every machine.
///
/// A stand-in is a service of this type; it is used only if the system property [#PROPERTY] has its
/// name.
public interface Processor {
  /// The system property that names a stand-in.
  String PROPERTY = "llamajar.cpu.processor";

  /// The name by which it is chosen.
  String name();

  /// What it has.
  CpuFeatures.Detection features();

  /// Makes code ready to be run, for as long as the process lives.
  ///
  /// @param code of one function `void code(void *parameters)`, independent of its address
  /// @throws PlatformException if the system does not let code be executed
  MachineCode load(byte[] code) throws PlatformException;

  /// The processor in use.
  ///
  /// @throws IllegalStateException if [#PROPERTY] names one that is not there
  static Processor current() {
    return Current.ONE;
  }

  /// This machine's own.
  final class Own implements Processor {
    @Override
    public String name() {
      return "own";
    }

    @Override
    public CpuFeatures.Detection features() {
      return CpuFeatures.detect();
    }

    @Override
    public MachineCode load(byte[] code) throws PlatformException {
      return ExecutableMemory.load(List.of(code)).code(0);
    }
  }

  /// Chosen when it is first wanted.
  final class Current {
    private static final Processor ONE = choose(System.getProperty(PROPERTY, ""));

    private Current() {}

    private static Processor choose(String name) {
      if (name.isEmpty()) {
        return new Own();
      }
      for (Processor processor : ServiceLoader.load(Processor.class)) {
        if (processor.name().equals(name)) {
          return processor;
        }
      }
      throw new IllegalStateException("%s: there is no '%s'".formatted(PROPERTY, name));
    }
  }
}
