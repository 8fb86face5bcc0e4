/// One program on several backends, such as a GPU for its last layers and the processor for the
/// rest.
///
/// [llamajar.compute.split.Layers] finds where layers begin and cuts a program there into
/// [llamajar.compute.split.Part]s, and [llamajar.compute.split.SplitBackend] has each part compiled
/// by a backend of its own. Running a batch runs the parts one after the other
/// ([llamajar.compute.split.SplitExecutable]); rows that a later part reads are copied. Nothing
/// here knows which backends there are.
@NullMarked
package llamajar.compute.split;

import org.jspecify.annotations.NullMarked;
