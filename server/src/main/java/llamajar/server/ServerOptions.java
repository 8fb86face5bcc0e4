package llamajar.server;

import java.time.Duration;
import llamajar.engine.sampling.SamplerSettings;
import llamajar.engine.scheduler.SchedulerOptions;
import llamajar.server.http.HttpOptions;
import llamajar.server.operation.LogFormat;

/// How a model is served.
///
/// @param http where, and for whom
/// @param scheduling how many answers at a time
/// @param sampling what holds where a request says nothing
/// @param alias name of the model for clients; empty: that of its file
/// @param log how each request is logged
/// @param grace how long answers may go on when the server is stopped
/// @param version of the program
/// @param page whether there is a page for browsers at `/`
public record ServerOptions(
    HttpOptions http,
    SchedulerOptions scheduling,
    SamplerSettings sampling,
    String alias,
    LogFormat log,
    Duration grace,
    String version,
    boolean page) {

  /// What fits most uses.
  public static ServerOptions defaults() {
    return new ServerOptions(
        HttpOptions.defaults(),
        SchedulerOptions.defaults(),
        SamplerSettings.defaults(),
        "",
        LogFormat.TEXT,
        Duration.ofSeconds(10),
        "",
        true);
  }

  /// The same at another place, or for others.
  public ServerOptions withHttp(HttpOptions options) {
    return new ServerOptions(options, scheduling, sampling, alias, log, grace, version, page);
  }

  /// The same with another number of answers at a time.
  public ServerOptions withScheduling(SchedulerOptions options) {
    return new ServerOptions(http, options, sampling, alias, log, grace, version, page);
  }

  /// The same with other settings where a request says nothing.
  public ServerOptions withSampling(SamplerSettings settings) {
    return new ServerOptions(http, scheduling, settings, alias, log, grace, version, page);
  }

  /// The same under another name.
  public ServerOptions withAlias(String name) {
    return new ServerOptions(http, scheduling, sampling, name, log, grace, version, page);
  }

  /// The same with another log.
  public ServerOptions withLog(LogFormat format) {
    return new ServerOptions(http, scheduling, sampling, alias, format, grace, version, page);
  }

  /// The same with another time to stop.
  public ServerOptions withGrace(Duration time) {
    return new ServerOptions(http, scheduling, sampling, alias, log, time, version, page);
  }

  /// The same with or without the page for browsers.
  public ServerOptions withPage(boolean shown) {
    return new ServerOptions(http, scheduling, sampling, alias, log, grace, version, shown);
  }
}
