package llamajar.gguf;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds and checks the parts of a model that is spread over several files.
final class SplitModel {
  static final String NUMBER_KEY = "split.no";
  static final String COUNT_KEY = "split.count";
  static final String TENSOR_COUNT_KEY = "split.tensors.count";

  private static final int NAMES_SHOWN = 10;

  private SplitModel() {}

  /// How many files the model of this one is spread over; 1 if it is not split.
  static int partCount(GgufContents contents) throws GgufException {
    long count = contents.metadata().integer(COUNT_KEY, 0, PartName.MOST_PARTS).orElse(1L);
    return Math.max(1, (int) count);
  }

  /// All parts in their order.
  ///
  /// @param opened the part that is already open; not opened again
  /// @param source where the others are
  static List<MappedGguf> complete(MappedGguf opened, PartSource source, Arena arena)
      throws IOException {
    int count = partCount(opened.contents());
    int number = number(opened, count);
    Optional<PartName> found = PartName.of(opened.place().name());
    if (found.isEmpty() || found.get().count() != count || found.get().number() != number) {
      throw new GgufException(
          "%s: this is part %d of %d, so its name must end in %s; give all parts their names back"
              .formatted(opened.path(), number, count, new PartName("", number, count)));
    }
    List<GgufPlace> places = places(opened, source, found.get());
    List<MappedGguf> parts = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      MappedGguf part = i == number ? opened : MappedGguf.open(places.get(i - 1), arena);
      checkPlace(part, i, count);
      parts.add(part);
    }
    checkTensors(parts);
    return parts;
  }

  private static int number(MappedGguf part, int count) throws GgufException {
    // The file counts from 0, its name from 1.
    return (int) part.contents().metadata().requireInteger(NUMBER_KEY, 0, count - 1) + 1;
  }

  /// Where all parts are.
  private static List<GgufPlace> places(MappedGguf opened, PartSource source, PartName name)
      throws IOException {
    List<GgufPlace> places = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (int i = 1; i <= name.count(); i++) {
      String part = name.withNumber(i).toString();
      Optional<GgufPlace> place = source.find(part);
      place.ifPresentOrElse(places::add, () -> missing.add(part));
    }
    if (missing.isEmpty()) {
      return places;
    }
    String names = String.join(", ", missing.subList(0, Math.min(NAMES_SHOWN, missing.size())));
    if (missing.size() > NAMES_SHOWN) {
      names += " and %d more".formatted(missing.size() - NAMES_SHOWN);
    }
    throw new GgufException(
        "%s: %d of the %d parts are missing: %s; %s"
            .formatted(
                opened.path(),
                missing.size(),
                name.count(),
                names,
                switch (source) {
                  case PartSource.Folder _ -> "download them into the same folder";
                  case PartSource.Archive _ -> "put them into the same archive";
                }));
  }

  private static void checkPlace(MappedGguf part, int number, int count) throws GgufException {
    int statedCount = partCount(part.contents());
    int statedNumber = number(part, Math.max(statedCount, 1));
    if (statedCount != count || statedNumber != number) {
      throw new GgufException(
          "%s: says that it is part %d of %d, but it is in the place of part %d of %d;"
                  .formatted(part.path(), statedNumber, statedCount, number, count)
              + " download it again");
    }
  }

  private static void checkTensors(List<MappedGguf> parts) throws GgufException {
    Map<String, Path> places = new HashMap<>();
    for (MappedGguf part : parts) {
      for (Tensor tensor : part.contents().tensors()) {
        Path other = places.putIfAbsent(tensor.name(), part.path());
        if (other != null) {
          throw new GgufException(
              "%s: tensor %s is also in %s; the parts do not belong together"
                  .formatted(part.path(), Printable.quote(tensor.name()), other.getFileName()));
        }
      }
    }
    MappedGguf first = parts.getFirst();
    Optional<Long> stated = first.contents().metadata().integer(TENSOR_COUNT_KEY);
    if (stated.isPresent() && stated.get() != places.size()) {
      throw new GgufException(
          "%s: key %s: the model should have %d tensors, but its %d parts have %d; the parts do not"
                  .formatted(
                      first.path(),
                      Printable.quote(TENSOR_COUNT_KEY),
                      stated.get(),
                      parts.size(),
                      places.size())
              + " belong together");
    }
  }
}
