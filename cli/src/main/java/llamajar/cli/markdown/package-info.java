/// Markdown on a terminal, styled while it is still being written.
///
/// Text goes in piece by piece at a [MarkdownStream][1]; what is certain comes out at once. Nothing
/// that was shown is ever taken back, so it works on any terminal and when its size changes.
///
/// [1]: llamajar.cli.markdown.MarkdownStream
package llamajar.cli.markdown;
