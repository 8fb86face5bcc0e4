package llamajar.hub.download;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import llamajar.hub.name.HubException;
import llamajar.hub.name.Sizes;

/// How much a disk can take.
@FunctionalInterface
public interface FreeSpace {
  /// What the system says.
  FreeSpace OF_FILE_STORE = folder -> Files.getFileStore(folder).getUsableSpace();

  /// Bytes that fit into a folder that exists.
  long bytes(Path folder) throws IOException;

  /// Makes sure that something fits.
  ///
  /// @throws HubException if it does not
  default void require(Path folder, long needed, String what) throws IOException {
    long free = bytes(folder);
    if (free < needed) {
      throw new HubException(
          "%s: needs %s, but %s has %s free; free some or set HF_HUB_CACHE to another folder"
              .formatted(what, Sizes.text(needed), folder, Sizes.text(free)));
    }
  }
}
