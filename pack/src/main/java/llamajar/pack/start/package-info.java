/// How the program starts: the options that its JVM needs, and how it gets them.
///
/// The options are two resources, `jvm.options` and `vector.options`, in Java's format for files of
/// arguments. `./llamajar` and the stub of packed files give them to `java` themselves (`jvm.sh`);
/// a plain `java -jar` starts without them, so that [llamajar.pack.start.Relaunch] starts once
/// more.
package llamajar.pack.start;
