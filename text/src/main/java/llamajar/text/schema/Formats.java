package llamajar.text.schema;

import java.util.Map;
import java.util.TreeMap;
import llamajar.text.grammar.Expression;

/// Formats of strings, as patterns.
final class Formats {
  private static final String LEAP_YEAR =
      "(\\d\\d(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)";
  private static final String DATE =
      "(\\d{4}-((0[13578]|1[02])-(0[1-9]|[12]\\d|3[01])|(0[469]|11)-(0[1-9]|[12]\\d|30)"
          + "|02-(0[1-9]|1\\d|2[0-8]))|"
          + LEAP_YEAR
          + "-02-29)";
  private static final String CLOCK = "([01]\\d|2[0-3]):[0-5]\\d";
  private static final String TIME = CLOCK + ":[0-5]\\d(\\.\\d+)?(Z|[+-]" + CLOCK + ")";
  private static final String LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
  private static final String HOST = LABEL + "(\\." + LABEL + "){0,9}";
  private static final String OCTET = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
  private static final String IPV4 = OCTET + "(\\." + OCTET + "){3}";
  private static final String ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
  private static final String UUID = "[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}";
  private static final String URI_CHARACTER = "([A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})";

  private static final Map<String, String> PATTERNS =
      Map.ofEntries(
          Map.entry("date", DATE),
          Map.entry("time", TIME),
          Map.entry("date-time", DATE + "T" + TIME),
          Map.entry("duration", duration()),
          Map.entry("email", ATOM + "(\\." + ATOM + "){0,9}@" + HOST),
          Map.entry("hostname", HOST),
          Map.entry("ipv4", IPV4),
          Map.entry("ipv6", ipv6()),
          Map.entry("uuid", UUID),
          Map.entry("uri", uri()),
          Map.entry("json-pointer", "(/([^~/]|~[01])*)*"));

  private Formats() {}

  /// The texts of a format, as characters that are not yet spelled as JSON.
  static Expression of(Place format) {
    String pattern = PATTERNS.get(format.text());
    if (pattern == null) {
      throw format.problem(
          "the format '%s' is not supported; supported are %s"
              .formatted(
                  format.text(), String.join(", ", new TreeMap<>(PATTERNS).navigableKeySet())));
    }
    return new PatternParser(new Place("^(" + pattern + ")$", format.pointer(), 0)).parse();
  }

  private static String duration() {
    String time = "T(\\d+H(\\d+M(\\d+S)?)?|\\d+M(\\d+S)?|\\d+S)";
    String date = "(\\d+D|\\d+M(\\d+D)?|\\d+Y(\\d+M(\\d+D)?)?)";
    return "P(" + date + "(" + time + ")?|" + time + "|\\d+W)";
  }

  /// RFC 3986: a scheme and an authority or a path.
  private static String uri() {
    String rest = URI_CHARACTER + "*(#" + URI_CHARACTER + "*)?";
    return "[A-Za-z][A-Za-z0-9+.-]*:" + rest;
  }

  /// RFC 4291: eight groups, of which one run of zeros may be left out.
  private static String ipv6() {
    String group = "[0-9A-Fa-f]{1,4}";
    StringBuilder forms = new StringBuilder("(" + group + ":){7}" + group);
    for (int before = 0; before <= 7; before++) {
      int after = 7 - before;
      String head = before == 0 ? ":" : "(" + group + ":){" + before + "}";
      String tail = after == 0 ? "" : "(" + group + "(:" + group + "){0," + (after - 1) + "})?";
      forms.append('|').append(head).append(':').append(tail);
    }
    return forms.toString();
  }
}
