/// One file that holds models, the program and, if wanted, a Java runtime: how it is written.
///
/// [llamajar.pack.Packer] makes it from a [llamajar.pack.PackOrder]. The file is a shell script
/// ([llamajar.pack.Stub]), followed by a ZIP archive ([llamajar.pack.ArchiveWriter]) that is also a
/// jar: the manifest and the classes first, then the models as they are, each at a multiple of the
/// page size, so that they are mapped where they lie. `docs/single-file.md` describes the format.
/// How it starts is in [llamajar.pack.start]; reading models from archives is
/// `llamajar.gguf.archive`.
///
/// Nothing here knows what a model computes.
package llamajar.pack;
