/// Programs on one NVIDIA GPU.
///
/// [llamajar.cuda.backend.CudaBackend] compiles a program: weights are laid out and uploaded
/// ([llamajar.cuda.backend.DeviceWeights]), values get device memory
/// ([llamajar.cuda.backend.ValuePlan]), and ops become steps, each one kernel or a few
/// ([llamajar.cuda.backend.StepCompiler]). Ops that follow each other are fused where that saves a
/// launch. Running a batch ([llamajar.cuda.backend.CudaExecutable]) copies its description to the
/// device ([llamajar.cuda.backend.BatchInputs]) and gives all steps to one stream; small batches
/// replay a captured graph. Nothing here knows files' metadata or text.
@NullMarked
package llamajar.cuda.backend;

import org.jspecify.annotations.NullMarked;
