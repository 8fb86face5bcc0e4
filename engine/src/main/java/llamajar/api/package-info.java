/// Models for programs that just want answers: open a file, ask, read the text as it comes.
///
/// Start at [llamajar.api.Llama]. Everything here may be called from any thread, virtual ones
/// included; any number of answers are made at the same time and share what their prompts have in
/// common. Who needs more control finds it in [llamajar.engine.scheduler] and [llamajar.engine].
package llamajar.api;
