/// Models of random weights in a real model's shape and any quantization, so that speed can be
/// measured without downloading anything.
///
/// A [llamajar.engine.synth.SynthShape] says how large the model is, a
/// [llamajar.engine.synth.SynthType] how each of its matrices is stored, and a
/// [llamajar.engine.synth.SynthPlan] joins the two to a list of tensors, from which all sizes
/// follow before anything is written. [llamajar.engine.synth.Synth] writes the file. The vocabulary
/// is made up, but encodes and decodes any text.
///
/// Nothing here runs models or knows how the ones it writes are read.
@NullMarked
package llamajar.engine.synth;

import org.jspecify.annotations.NullMarked;
