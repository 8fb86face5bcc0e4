package llamajar.confine.policy;

/// What may be done with a file, or with everything below a directory.
public enum Access {
  /// Reading, and listing directories.
  READ,
  /// Reading, writing, making, renaming and deleting files and directories.
  WRITE,
  /// Reading, writing and control calls (`ioctl`), but nothing is made.
  DEVICE
}
