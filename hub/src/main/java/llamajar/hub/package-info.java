/// Models from the Hugging Face hub and from other addresses, as files on this machine.
///
/// Start at [llamajar.hub.Hub]. Nothing here knows what a model is for, or who asks.
package llamajar.hub;
