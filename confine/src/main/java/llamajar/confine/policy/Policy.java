package llamajar.confine.policy;

import java.util.ArrayList;
import java.util.List;

/// What stays open to a process.
///
/// @param grants files and directories; all others are refused. Where one does not exist, nothing
///   is granted
/// @param network what may be done with sockets
/// @param drivers whether drivers of devices work in this process: they may share memory with
///   others (System V), which is refused otherwise
public record Policy(List<Grant> grants, Network network, boolean drivers) {

  /// A policy with its own copy of the grants.
  public Policy {
    grants = List.copyOf(grants);
  }

  /// What the JVM itself and Java's library need, and nothing else.
  public static Policy ofJvm() {
    return new Policy(JvmFiles.grants(), Network.NONE, false);
  }

  /// The same with another place.
  public Policy with(Grant grant) {
    List<Grant> all = new ArrayList<>(grants);
    all.add(grant);
    return new Policy(all, network, drivers);
  }

  /// The same with another network.
  public Policy with(Network network) {
    return new Policy(grants, network, drivers);
  }

  /// The same for a process in which drivers of devices work.
  public Policy withDrivers() {
    return new Policy(grants, network, true);
  }
}
