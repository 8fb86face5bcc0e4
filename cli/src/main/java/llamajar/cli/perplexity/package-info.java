/// `llamajar perplexity`: how well a model predicts a text.
package llamajar.cli.perplexity;
