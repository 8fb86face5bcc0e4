package llamajar.hub.download;

/// Who wants to know how a download goes.
public interface DownloadListener {
  /// Nobody.
  DownloadListener NONE =
      new DownloadListener() {
        @Override
        public void progress(Progress progress) {}

        @Override
        public void note(String line) {}
      };

  /// It went on, or a moment has passed.
  void progress(Progress progress);

  /// Something happened that a user should know, in one line.
  void note(String line);
}
