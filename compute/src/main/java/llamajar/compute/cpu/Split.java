package llamajar.compute.cpu;

/// A fixed division of neighbouring items among the members of a team.
final class Split {
  private Split() {}

  /// First item of a member's part; parts begin at multiples of `granularity`.
  static int from(int items, int granularity, int member, int members) {
    int units = Math.ceilDiv(items, granularity);
    return (int) Math.min(items, (long) units * member / members * granularity);
  }

  /// One past the last item of a member's part.
  static int to(int items, int granularity, int member, int members) {
    return from(items, granularity, member + 1, members);
  }
}
