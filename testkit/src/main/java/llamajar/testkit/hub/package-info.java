/// A hub of models on this machine, and a place that it sends downloads to, which fail in every way
/// that a test asks for.
///
/// Plain sockets, because a proper HTTP server would not lie about lengths or drop connections.
/// Start at [llamajar.testkit.hub.FakeHub].
package llamajar.testkit.hub;
