/// Tokenizers: text to token ids and back.
///
/// A [Vocabulary] is plain data, whatever file it came from; [Tokenizer#of] turns it into something
/// that encodes and decodes. Nothing here knows files, tensors or models.
///
/// The way of a text through `encode`, each step a class:
///
/// 1. `SpecialSplitter` cuts out the spellings of special tokens.
/// 2. One of four `FragmentEncoder`s turns each piece of ordinary text in between into ids:
///    - `SpmEncoder` (SentencePiece BPE) joins the pair whose token has the best score,
///    - `BpeEncoder` (byte-level BPE) first cuts the text into words with a [PreTokenizer][1], then
///      joins the pair that was learned first,
///    - `WpmEncoder` (BERT's WordPiece) takes the longest token again and again,
///    - `UgmEncoder` (SentencePiece unigram) finds the best-scored path through the whole text.
/// 3. The vocabulary's flags say what is put before and after.
///
/// The first two share `PairMerger`. Token strings live in one array (`ByteStrings`) and are found
/// through one hash table (`ByteIndex`), because a vocabulary has up to 256,000 of them and opening
/// a model must take milliseconds. Whatever the text, the work is linear in its length, times at
/// most a logarithm or the longest token's length.
///
/// [1]: llamajar.text.tokenizer.PreTokenizer
package llamajar.text.tokenizer;
