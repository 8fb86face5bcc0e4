package llamajar.hub.download;

import java.io.IOException;
import llamajar.hub.name.HubException;

/// The disk does not take what the network brings; another try won't help.
final class StorageException extends HubException {
  private static final long serialVersionUID = 1L;

  StorageException(String message, IOException cause) {
    super(message, cause);
  }
}
