/// The cache that is shared with the hub's own tools, in their layout:
///
///     models--OWNER--NAME/blobs/HASH                the content of files
///     models--OWNER--NAME/snapshots/COMMIT/PATH     links to them, or the files where links can't be made
///     models--OWNER--NAME/refs/REVISION             the commit that a branch or tag was
///
/// What is below `snapshots` is complete: links are made when their content has its name. Start at
/// [llamajar.hub.cache.HubCache]. Nothing here asks a server.
package llamajar.hub.cache;
