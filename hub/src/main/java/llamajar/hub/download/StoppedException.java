package llamajar.hub.download;

import llamajar.hub.name.HubException;

/// The user wants no more of it.
public final class StoppedException extends HubException {
  private static final long serialVersionUID = 1L;

  StoppedException(String name, boolean resumes) {
    super(
        resumes
            ? "%s: stopped; what has arrived is kept, and the next try goes on from there"
                .formatted(name)
            : "%s: stopped".formatted(name));
  }
}
