package llamajar.confine.filter;

/// The error numbers of the kernel that matter here; the same on all processors of it.
public enum Errno {
  EPERM(1, "operation not permitted"),
  ENOENT(2, "no such file"),
  ESRCH(3, "no such thread"),
  E2BIG(7, "too many layers of rules"),
  EACCES(13, "permission denied"),
  ENOTDIR(20, "not a directory"),
  EINVAL(22, "invalid argument"),
  ENOSYS(38, "this kernel does not have it"),
  EOPNOTSUPP(95, "switched off when the system was started");

  private final int number;
  private final String meaning;

  Errno(int number, String meaning) {
    this.number = number;
    this.meaning = meaning;
  }

  /// The number.
  public int number() {
    return number;
  }

  /// Whether a call with this result failed with it.
  public boolean is(long result) {
    return result == -number;
  }

  /// What a failed call means, in words.
  ///
  /// @param result negative
  public static String meaning(long result) {
    for (Errno error : values()) {
      if (error.is(result)) {
        return error.meaning;
      }
    }
    return "errno " + -result;
  }
}
