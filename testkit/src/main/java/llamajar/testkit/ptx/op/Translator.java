package llamajar.testkit.ptx.op;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import llamajar.testkit.ptx.machine.Code;
import llamajar.testkit.ptx.machine.SharedLayout;
import llamajar.testkit.ptx.machine.Step;
import llamajar.testkit.ptx.syntax.Operand;
import llamajar.testkit.ptx.syntax.PtxFunction;
import llamajar.testkit.ptx.syntax.PtxInstruction;
import llamajar.testkit.ptx.syntax.PtxParameter;
import llamajar.testkit.ptx.syntax.PtxType;
import llamajar.testkit.ptx.syntax.PtxVariable;

/// Turns a kernel into code for the machine.
public final class Translator {
  private static final int LOCAL_BASE = 64;

  private final PtxFunction function;
  private final Registers registers;
  private final SharedLayout shared = new SharedLayout();
  private final SharedAccesses accesses = new SharedAccesses();
  private final Map<String, Long> addresses;
  private int localBytes;
  private int parameterBytes;

  private Translator(PtxFunction function, Map<String, Long> globals) {
    this.function = function;
    this.registers = new Registers(function);
    this.addresses = new HashMap<>(globals);
  }

  /// The code of a kernel.
  ///
  /// @param moduleVariables shared variables of the whole module
  /// @param globals addresses of the module's variables in device memory
  /// @throws UnknownFormException if it has an instruction that is not known
  public static Code translate(
      PtxFunction function, List<PtxVariable> moduleVariables, Map<String, Long> globals) {
    return new Translator(function, globals).code(moduleVariables);
  }

  private Code code(List<PtxVariable> moduleVariables) {
    layOutParameters();
    layOutVariables(moduleVariables);
    List<Code.Instruction> instructions = new ArrayList<>();
    for (PtxInstruction instruction : function.instructions()) {
      try {
        instructions.add(translate(instruction));
      } catch (UnsupportedOperationException | ArithmeticException e) {
        throw new UnknownFormException(
            function.name(),
            instruction.line(),
            instruction.opcode(),
            String.valueOf(e.getMessage()));
      }
    }
    return new Code(
        function.name(),
        List.copyOf(instructions),
        registers.finish(),
        shared,
        accesses.least(),
        localBytes,
        parameterBytes,
        function.maxThreads());
  }

  private void layOutParameters() {
    for (PtxParameter parameter : function.parameters()) {
      int start = aligned(parameterBytes, parameter.alignment());
      addresses.put(parameter.name(), (long) start);
      parameterBytes = start + parameter.bytes();
    }
  }

  private void layOutVariables(List<PtxVariable> moduleVariables) {
    List<PtxVariable> all = new ArrayList<>(function.variables());
    for (PtxVariable variable : moduleVariables) {
      if (variable.space().equals("shared") && isUsed(variable.name())) {
        all.add(variable);
      }
    }
    List<String> dynamic = new ArrayList<>();
    for (PtxVariable variable : all) {
      switch (variable.space()) {
        case "shared" -> {
          if (variable.bytes() == 0) {
            dynamic.add(variable.name());
          } else {
            shared.add(variable.name(), variable.bytes(), variable.alignment());
          }
        }
        case "local" -> {
          int start = aligned(localBytes, variable.alignment());
          addresses.put(variable.name(), (long) LOCAL_BASE + start);
          localBytes = Math.toIntExact(start + variable.bytes());
        }
        default -> {}
      }
    }
    shared.variables().forEach((name, variable) -> addresses.put(name, variable.start()));
    dynamic.forEach(name -> addresses.put(name, shared.dynamicStart()));
  }

  private boolean isUsed(String name) {
    return function.instructions().stream()
        .flatMap(instruction -> instruction.operands().stream())
        .anyMatch(operand ->
            switch (operand) {
              case Operand.Name n -> n.name().equals(name);
              case Operand.Address a -> a.base().equals(name);
              default -> false;
            });
  }

  private static int aligned(int value, int alignment) {
    return (value + alignment - 1) / alignment * alignment;
  }

  private Code.Instruction translate(PtxInstruction instruction) {
    int guard = -1;
    if (!instruction.guard().isEmpty()) {
      Slot slot =
          registers
              .find(instruction.guard())
              .filter(s -> s.file() == Slot.File.PREDICATE)
              .orElseThrow(() -> new UnsupportedOperationException("the guard is no predicate"));
      guard = slot.index();
    }
    Opcode opcode = new Opcode(instruction.opcode());
    Code.Flow flow = Code.Flow.NEXT;
    Step step = null;
    List<Integer> targets = List.of();
    int selector = 0;
    switch (opcode.name()) {
      case "bra" -> {
        flow = opcode.take("uni") ? Code.Flow.UNIFORM_BRANCH : Code.Flow.BRANCH;
        targets = List.of(target(instruction.operands().getFirst()));
      }
      case "brx" -> {
        opcode.take("idx");
        opcode.take("uni");
        flow = Code.Flow.TABLE_BRANCH;
        selector = registerOf(instruction.operands().get(0)).index();
        targets = targets(instruction.operands().get(1));
      }
      case "ret", "exit" -> {
        opcode.take("uni");
        flow = Code.Flow.EXIT;
      }
      default -> {
        flow = ControlForms.waits(opcode) ? Code.Flow.BARRIER : Code.Flow.NEXT;
        step = step(opcode, instruction);
      }
    }
    opcode.requireAllTaken();
    return new Code.Instruction(
        instruction.line(),
        instruction.opcode(),
        guard,
        instruction.guardNegated(),
        flow,
        step,
        targets,
        selector);
  }

  private Slot registerOf(Operand operand) {
    if (operand instanceof Operand.Name name) {
      return registers
          .find(name.name())
          .orElseThrow(() -> new UnsupportedOperationException("there is no " + name.name()));
    }
    throw new UnsupportedOperationException("a register is expected");
  }

  private Step step(Opcode opcode, PtxInstruction instruction) {
    Operands operands = new Operands(instruction, registers, addresses);
    return MoveForms.find(opcode, operands)
        .or(() -> PredicateForms.find(opcode, operands))
        .or(() -> MemoryForms.find(opcode, operands, accesses))
        .or(() -> WarpForms.find(opcode, operands))
        .or(() -> MatrixForms.find(opcode, operands, accesses))
        .or(() -> ControlForms.find(opcode, operands))
        .or(() -> arithmetic(opcode, operands))
        .orElseThrow(() -> new UnsupportedOperationException("unknown instruction"));
  }

  private Optional<Step> arithmetic(Opcode opcode, Operands operands) {
    return Forms.arithmetic(opcode)
        .map(arithmetic -> {
          LaneFunction fast = FastForms.find(opcode.text());
          List<PtxType> types = arithmetic.sources();
          boolean loose = opcode.name().equals("cvt");
          Slot[] sources = new Slot[types.size()];
          for (int i = 0; i < sources.length; i++) {
            sources[i] =
                loose && types.get(i).bytes() < 4
                    ? operands.looseSource(operands.get(i + 1), types.get(i))
                    : operands.source(i + 1, types.get(i));
          }
          if (operands.count() != sources.length + 1) {
            throw new UnsupportedOperationException(
                "%d operands, not %d".formatted(operands.count(), sources.length + 1));
          }
          return new AluStep(
              fast != null ? fast : arithmetic.lanes(),
              operands.none(),
              operands.destination(0, arithmetic.result()),
              sources);
        });
  }

  private int target(Operand operand) {
    String name = operand instanceof Operand.Name n ? n.name() : "";
    Integer index = function.labels().get(name);
    if (index == null) {
      throw new UnsupportedOperationException("there is no label " + name);
    }
    return index;
  }

  private List<Integer> targets(Operand operand) {
    String name = operand instanceof Operand.Name n ? n.name() : "";
    List<String> labels = function.branchTargets().get(name);
    if (labels == null) {
      throw new UnsupportedOperationException("there is no list of targets " + name);
    }
    return labels.stream().map(label -> target(new Operand.Name(label, false))).toList();
  }
}
