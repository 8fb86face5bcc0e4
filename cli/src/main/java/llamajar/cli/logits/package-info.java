/// `llamajar logits`: a model's raw results for given tokens, for scripts that compare them.
package llamajar.cli.logits;
