/// One file from a server to its place: in parallel ranges, over broken connections and restarts,
/// and never half.
///
/// What has arrived lies in a file of its own beside the place, with a record of its ranges and of
/// which version of the file they belong to. Only when all of it is there, the hash is right and
/// the disk has it, is it moved to its place in one step.
///
/// Start at [llamajar.hub.download.Download]. Nothing here knows the hub.
package llamajar.hub.download;
