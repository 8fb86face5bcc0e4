/// HTTP as the interfaces see it: requests with a limit, responses, event streams, and who may come
/// in. The JDK's server does the protocol; each request has a virtual thread of its own.
///
/// Start at [llamajar.server.http.HttpFront]. Nothing here knows models.
package llamajar.server.http;
