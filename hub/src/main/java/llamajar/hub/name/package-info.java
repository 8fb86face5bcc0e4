/// How models are named: repositories, their files, quantizations, and which of them is wanted.
///
/// Values only; nothing here reads a file or asks a server. Names come from strangers, so whatever
/// could leave the cache's folders or break a line is refused when it is read. Start at
/// [llamajar.hub.name.ModelReference].
package llamajar.hub.name;
