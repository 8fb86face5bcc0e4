/// From the logits of one position to the next token.
///
/// Start at [llamajar.engine.sampling.SamplerChain]: it is made from
/// [llamajar.engine.sampling.SamplerSettings], is told every token of the text, and picks the next
/// one. Inside, the [llamajar.engine.sampling.Candidates] (at first the whole vocabulary) pass
/// through stages that change logits or remove candidates; what is left is drawn from. The stages,
/// their order and their default values are those that users know from llama.cpp.
///
/// A stage is a small record with the arithmetic of one method. It sees the candidates, the tokens
/// so far and the random numbers, and nothing else: no text, no model, no other stage. To add one,
/// add it to the stages that `SamplerStage` permits and to the place in the chain where it acts.
///
/// Vocabularies have up to 262,144 tokens, and a chain runs once per token. So nothing here sorts a
/// whole vocabulary unless the distribution is so flat that most of it is kept, and arrays are kept
/// from token to token.
package llamajar.engine.sampling;
