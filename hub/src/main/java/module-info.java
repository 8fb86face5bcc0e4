import org.jspecify.annotations.NullMarked;

/// Downloads of models from the Hugging Face hub and other places, and the cache for them.
@NullMarked
module llamajar.hub {
  requires static org.jspecify;
  requires java.net.http;
  requires tools.jackson.databind;

  exports llamajar.hub;
  exports llamajar.hub.cache;
  exports llamajar.hub.download;
  exports llamajar.hub.http;
  exports llamajar.hub.name;
}
