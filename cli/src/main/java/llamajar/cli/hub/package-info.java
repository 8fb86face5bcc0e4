/// `llamajar pull`, `list` and `rm`: models from the Hugging Face hub, and the cache of them.
package llamajar.cli.hub;
