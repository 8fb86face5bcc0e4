import org.jspecify.annotations.NullMarked;

/// HTTP interfaces to a model.
@NullMarked
module llamajar.server {
  requires static org.jspecify;
  requires jdk.httpserver;
  requires transitive llamajar.engine;
  requires tools.jackson.databind;

  exports llamajar.server;
  exports llamajar.server.chat;
  exports llamajar.server.http;
  exports llamajar.server.operation;
}
