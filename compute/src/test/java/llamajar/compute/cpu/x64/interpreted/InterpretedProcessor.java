package llamajar.compute.cpu.x64.interpreted;

import java.util.Map;
import llamajar.compute.cpu.x64.platform.CpuCaches;
import llamajar.compute.cpu.x64.platform.CpuCaches.Cache;
import llamajar.compute.cpu.x64.platform.CpuFeatures;
import llamajar.compute.cpu.x64.platform.MachineCode;
import llamajar.compute.cpu.x64.platform.Processor;
import llamajar.testkit.x64.X64Interpreter;

/// A processor with all features, whose instructions are interpreted.
public final class InterpretedProcessor implements Processor {
  private static final Cache CACHE = new Cache(0, 0);

  @Override
  public String name() {
    return "interpreter";
  }

  @Override
  public CpuFeatures.Detection features() {
    return new CpuFeatures.Detection.Found(
        new CpuFeatures("Interpreter", "", Map.of(), new CpuCaches(CACHE, CACHE, CACHE)));
  }

  @Override
  public MachineCode load(byte[] code) {
    return new X64Interpreter(code)::run;
  }
}
