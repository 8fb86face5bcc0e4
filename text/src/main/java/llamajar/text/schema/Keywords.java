package llamajar.text.schema;

import java.util.Map;
import llamajar.text.grammar.GrammarException;
import org.jspecify.annotations.Nullable;

/// The keywords of one schema, each with the place that it comes from: after schemas have been
/// joined, these may differ.
///
/// @param place of the schema
/// @param places of the keywords' values
record Keywords(Place place, Map<String, Place> places) {

  /// The place of a keyword's value; null if there is none.
  @Nullable Place at(String keyword) {
    return places.get(keyword);
  }

  boolean hasAny(String... keywords) {
    for (String keyword : keywords) {
      if (places.containsKey(keyword)) {
        return true;
      }
    }
    return false;
  }

  int count(String keyword, int otherwise) {
    Place at = places.get(keyword);
    return at == null ? otherwise : at.count();
  }

  /// A problem with a keyword.
  GrammarException problem(String keyword, String what) {
    Place at = places.get(keyword);
    return (at == null ? place : at).problem(what);
  }
}
