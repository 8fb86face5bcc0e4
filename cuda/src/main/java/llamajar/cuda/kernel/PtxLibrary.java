package llamajar.cuda.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import llamajar.cuda.driver.CodeImage;
import llamajar.cuda.driver.ComputeCapability;

/// The PTX that comes with this program, generated from the sources in `src/main/cuda`.
///
/// A module's text serves all devices from Turing on. Where later ones have better instructions,
/// both forms are there on lines that start with `#75 ` and `#80 `, of which a device gets its own.
public final class PtxLibrary {
  private static final String TURING = "#75 ";
  private static final String AMPERE = "#80 ";

  private PtxLibrary() {}

  /// A module for devices of a compute capability.
  ///
  /// @throws IllegalArgumentException if there is no module of that name
  public static CodeImage.Ptx module(String name, ComputeCapability capability) {
    String mark = capability.isAtLeast(8, 0) ? AMPERE : TURING;
    String text =
        text(name)
            .lines()
            .filter(line -> !line.startsWith("#") || line.startsWith(mark))
            .map(line -> line.startsWith("#") ? line.substring(mark.length()) : line)
            .collect(Collectors.joining("\n", "", "\n"));
    return new CodeImage.Ptx(name, text);
  }

  /// A module as it is stored, for all devices.
  ///
  /// @throws IllegalArgumentException if there is no module of that name
  public static String text(String name) {
    try (InputStream in =
        PtxLibrary.class.getResourceAsStream("/llamajar/cuda/ptx/" + name + ".ptx")) {
      if (in == null) {
        throw new IllegalArgumentException("no GPU code is named " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
