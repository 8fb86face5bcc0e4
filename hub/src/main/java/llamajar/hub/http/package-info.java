/// Requests: redirects that lose the token where they leave the site, failures that a second try
/// may mend and those that it won't, and waiting between tries.
///
/// Start at [llamajar.hub.http.Web]. Nothing here knows what is downloaded.
package llamajar.hub.http;
