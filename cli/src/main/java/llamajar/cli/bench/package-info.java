/// `llamajar bench`: how fast a model runs, and how near that is to what the machine can do.
///
/// Speeds of two machines can't be compared, but shares of what each can do can. Generating reads
/// all weights for each token, so its limit is memory; reading a prompt multiplies each weight with
/// many tokens, so its limit is arithmetic. Both limits are measured here, in the same minute, of
/// each device that computes.
package llamajar.cli.bench;
