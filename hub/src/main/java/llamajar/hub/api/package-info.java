/// What the hub tells about repositories: commits, and the files of a commit with sizes and hashes.
///
/// Start at [llamajar.hub.api.HubApi].
package llamajar.hub.api;
