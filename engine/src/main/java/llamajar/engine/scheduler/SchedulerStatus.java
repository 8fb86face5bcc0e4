package llamajar.engine.scheduler;

import java.util.List;

/// What a scheduler is doing, between two steps.
///
/// @param running the answers that are computed
/// @param waiting requests that wait for their turn
/// @param cache where the blocks of the cache are
public record SchedulerStatus(List<RunningAnswer> running, int waiting, CacheUse cache) {

  /// An answer that is computed.
  ///
  /// @param promptTokens tokens of its prompt
  /// @param readTokens tokens of it whose keys and values are there, generated ones included
  /// @param tokens tokens generated
  /// @param choice which choice of its request
  public record RunningAnswer(int promptTokens, int readTokens, int tokens, int choice) {}
}
