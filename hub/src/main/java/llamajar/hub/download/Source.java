package llamajar.hub.download;

import java.net.URI;
import java.util.OptionalLong;

/// Where a file comes from.
///
/// @param name for messages
/// @param uri its address
/// @param bytes its size; empty if only its server knows
/// @param checksum of its content
public record Source(String name, URI uri, OptionalLong bytes, Checksum checksum) {}
