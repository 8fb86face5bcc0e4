/// For those who operate a server: health, metrics, what it is doing, and its log.
package llamajar.server.operation;
