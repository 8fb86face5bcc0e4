/// Languages that generated text is held to, and which tokens may come next.
///
/// A [Grammar] is made from GBNF ([Grammar#parse]), from a JSON schema ([llamajar.text.schema]), or
/// from [Expression]s ([GrammarBuilder]). A [GrammarMatcher] reads bytes and says whether they are
/// in the language. A [TokenConstraint] joins a grammar with the tokens of a vocabulary; a
/// [ConstrainedText] of it knows for the text so far which tokens may follow.
///
/// Inside, rules become one nondeterministic automaton over bytes (`Automaton`), whose edges are
/// ranges of bytes or calls of other rules. What the parser knows after some bytes is a `State`: a
/// set of pairs of a `Cursor` (where one rule may be, a set of nodes) and a `Frame` (where to go on
/// when that rule ends; frames of calls that began at the same place are one, so that the number of
/// pairs stays polynomial in any grammar). Cursors, frames and states are unique for their content
/// and remember where each byte leads, so that reading a byte again in the same situation is one
/// look-up: the parser turns into a table as it runs.
///
/// Masks use the same uniqueness. Which tokens stay inside the rule of a cursor does not depend on
/// the frame; it is found once per cursor by one walk over the tokens' prefix tree. Only where a
/// token goes on after the end of that rule is the frame asked. The whole mask is kept per state.
///
/// Nothing here knows tensors, files or JSON. Grammars come from strangers: nesting, size and
/// ambiguity are limited, and no recursion follows the input without a limit.
package llamajar.text.grammar;
