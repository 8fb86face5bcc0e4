/// ZIP archives that hold files as they are, so that a part of the archive can be mapped instead of
/// unpacked: packed models, `.llamafile` programs, plain ZIP files.
///
/// [llamajar.gguf.archive.ArchiveDirectory] reads the directory at the end of a file, whatever
/// stands at its beginning (a script, a program), with offsets beyond 4 GiB (ZIP64).
/// [llamajar.gguf.archive.ModelChoice] finds the model among the entries. An archive is as
/// untrusted as a model: every number in it is compared with the file's length before it is used.
package llamajar.gguf.archive;
