package llamajar.cli.inspect;

import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import llamajar.cli.json.JsonText;
import llamajar.cli.model.ModelSummary;
import llamajar.cli.model.TypeTotal;
import llamajar.gguf.ArrayValue;
import llamajar.gguf.GgufFile;
import llamajar.gguf.Metadata;
import llamajar.gguf.MetadataValue;
import llamajar.gguf.MetadataValue.BoolValue;
import llamajar.gguf.MetadataValue.FloatValue;
import llamajar.gguf.MetadataValue.IntegerValue;
import llamajar.gguf.MetadataValue.StringValue;
import llamajar.gguf.Tensor;
import llamajar.gguf.ValueType;
import tools.jackson.core.JsonGenerator;

/// An inspection for scripts.
///
/// `metadata` maps each key to `{"type", "value"}`; of an array it has `element_type` and `count`,
/// and `value` holds its first elements. `tensors` are in the order of the file.
final class InspectionJson {
  private static final int ELEMENTS_SHOWN = 16;

  private final Inspection inspection;
  private final JsonGenerator json;

  private InspectionJson(Inspection inspection, JsonGenerator json) {
    this.inspection = inspection;
    this.json = json;
  }

  static String of(Inspection inspection) {
    return JsonText.of(json -> new InspectionJson(inspection, json).write());
  }

  private void write() {
    GgufFile file = inspection.file();
    ModelSummary summary = inspection.summary();
    json.writeStartObject();
    json.writeStringProperty("file", file.path().toString());
    json.writeNumberProperty("version", file.version());
    json.writeNumberProperty("file_size", file.fileSize());
    json.writeNumberProperty("parts", file.parts().size());
    json.writeStringProperty("architecture", summary.architecture());
    json.writeBooleanProperty("runs", inspection.obstacle().isEmpty());
    if (!inspection.obstacle().isEmpty()) {
      json.writeStringProperty("obstacle", inspection.obstacle());
    }
    json.writeNumberProperty("weights", summary.weights());
    json.writeNumberProperty("tensor_bytes", summary.tensorBytes());
    json.writeNumberProperty("bits_per_weight", summary.bitsPerWeight());
    metadata(file.metadata());
    types();
    tensors("tensors", file.tensors());
    tensors("unused_tensors", inspection.unused());
    unreadKeys();
    json.writeEndObject();
  }

  private void metadata(Metadata metadata) {
    json.writeName("metadata");
    json.writeStartObject();
    for (String key : metadata.keys()) {
      MetadataValue value = metadata.value(key).orElseThrow();
      json.writeName(key);
      json.writeStartObject();
      json.writeStringProperty("type", value.type().label());
      if (value instanceof ArrayValue array) {
        json.writeStringProperty("element_type", array.elementType().label());
        json.writeNumberProperty("count", array.count());
      }
      json.writeName("value");
      value(value);
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private void value(MetadataValue value) {
    switch (value) {
      case IntegerValue integer -> json.writeNumber(integer.toString());
      case FloatValue number when number.type() == ValueType.F32 ->
          json.writeNumber((float) number.value());
      case FloatValue number -> json.writeNumber(number.value());
      case BoolValue bool -> json.writeBoolean(bool.value());
      case StringValue string ->
          json.writeString(
              new String(string.utf8().toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8));
      case ArrayValue array -> {
        json.writeStartArray();
        Iterator<MetadataValue> elements = array.iterator();
        for (int i = 0; i < ELEMENTS_SHOWN && elements.hasNext(); i++) {
          value(elements.next());
        }
        json.writeEndArray();
      }
    }
  }

  private void types() {
    json.writeName("types");
    json.writeStartObject();
    for (TypeTotal total : inspection.summary().types()) {
      json.writeName(total.type().name());
      json.writeStartObject();
      json.writeNumberProperty("tensors", total.tensors());
      json.writeNumberProperty("weights", total.weights());
      json.writeNumberProperty("bytes", total.bytes());
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private void unreadKeys() {
    json.writeName("unread_keys");
    json.writeStartArray();
    inspection.unreadKeys().forEach(json::writeString);
    json.writeEndArray();
  }

  private void tensors(String name, Iterable<Tensor> tensors) {
    json.writeName(name);
    json.writeStartArray();
    for (Tensor tensor : tensors) {
      json.writeStartObject();
      json.writeStringProperty("name", tensor.name());
      json.writeStringProperty("type", tensor.type().name());
      json.writeName("shape");
      json.writeStartArray();
      tensor.shape().extents().forEach(json::writeNumber);
      json.writeEndArray();
      json.writeNumberProperty("bytes", tensor.info().byteSize());
      json.writeNumberProperty("offset", tensor.info().fileOffset());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
