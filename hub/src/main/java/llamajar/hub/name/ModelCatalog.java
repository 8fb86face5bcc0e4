package llamajar.hub.name;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The models among the files of a repository, the smallest first.
///
/// Projectors (`mmproj`) and importance matrices are GGUF files, but no models. A split model
/// counts when all its parts are there.
///
/// @param models all of them
public record ModelCatalog(List<ModelFiles> models) {
  private static final Pattern PART =
      Pattern.compile("(.*)-(\\d{5})-of-(\\d{5})\\.gguf", Pattern.CASE_INSENSITIVE);
  private static final Pattern NO_MODEL =
      Pattern.compile("(?:^|.*[^a-z])(?:mmproj|imatrix)(?:$|[^a-z].*)");
  private static final String EXTENSION = ".gguf";

  /// The models among files.
  ///
  /// @param sizes bytes of each file by its path
  public static ModelCatalog of(Map<String, Long> sizes) {
    List<ModelFiles> models = new ArrayList<>();
    for (String path : new TreeMap<>(sizes).keySet()) {
      String lower = path.toLowerCase(Locale.ROOT);
      String fileName = lower.substring(lower.lastIndexOf('/') + 1);
      if (!lower.endsWith(EXTENSION) || NO_MODEL.matcher(fileName).matches()) {
        continue;
      }
      Matcher part = PART.matcher(path);
      if (!part.matches()) {
        models.add(model(path, List.of(path), sizes));
      } else if (Integer.parseInt(part.group(2)) == 1) {
        List<String> parts = parts(part.group(1), Integer.parseInt(part.group(3)));
        if (sizes.keySet().containsAll(parts)) {
          models.add(model(part.group(1), parts, sizes));
        }
      }
    }
    models.sort(Comparator.comparingLong(ModelFiles::bytes));
    return new ModelCatalog(List.copyOf(models));
  }

  /// The names of all parts of the model that a file belongs to; the name itself if it is not
  /// split.
  public static List<String> partsOf(String path) {
    Matcher part = PART.matcher(path);
    return part.matches() ? parts(part.group(1), Integer.parseInt(part.group(3))) : List.of(path);
  }

  private static List<String> parts(String prefix, int count) {
    List<String> parts = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      parts.add(String.format(Locale.ROOT, "%s-%05d-of-%05d.gguf", prefix, i, count));
    }
    return parts;
  }

  private static ModelFiles model(String name, List<String> paths, Map<String, Long> sizes) {
    long bytes = 0;
    for (String path : paths) {
      bytes += sizes.getOrDefault(path, 0L);
    }
    String stem =
        name.toLowerCase(Locale.ROOT).endsWith(EXTENSION)
            ? name.substring(0, name.length() - EXTENSION.length())
            : name;
    String fileName = stem.substring(stem.lastIndexOf('/') + 1);
    return new ModelFiles(QuantizationName.in(stem).orElse(fileName), paths, bytes);
  }
}
