package llamajar.pack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Packed files started by a real shell, with scripts in place of Java.
class StubTest {
  @TempDir private Path folder;
  private Path program = Path.of("");
  private Path model = Path.of("");
  private Path cache = Path.of("");
  private Path temporary = Path.of("");

  /// What a start printed.
  private record Outcome(int exitCode, String out, String err) {}

  @BeforeEach
  void make() throws IOException {
    program = Packing.program(folder);
    model = Packing.model(folder.resolve("m.gguf"));
    cache = folder.resolve("cache");
    temporary = Files.createDirectory(folder.resolve("tmp"));
  }

  @Test
  void itBecomesAJvmThatRunsTheFile() throws Exception {
    Path file = pack(Optional.empty());
    Outcome outcome = start(file, Map.of("JAVA_HOME", java("java", "25").toString()), "-p", "a b");

    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out())
        .contains("<-Dllamajar.started=yes>\n")
        .endsWith("<-jar>\n<" + file + ">\n<-p>\n<a b>\n");
    assertThat(outcome.exitCode()).isEqualTo(7);
  }

  @Test
  void withoutJavaItSaysWhatToInstall() throws Exception {
    Path file = withoutOtherJavas(pack(Optional.empty()));
    Outcome outcome = start(file, Map.of("JAVA_HOME", java("old", "21").toString()));

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err())
        .startsWith("llamajar: Java 25 or newer is needed and was not found")
        .contains("--runtime")
        .hasLineCount(1);
  }

  @Test
  void aTruncatedFileSaysSo() throws Exception {
    byte[] whole = Files.readAllBytes(pack(Optional.empty()));
    Path cut = Files.write(folder.resolve("cut.llamajar"), Arrays.copyOf(whole, whole.length - 1));
    assertThat(cut.toFile().setExecutable(true)).isTrue();

    Outcome outcome = start(cut, Map.of("JAVA_HOME", java("java", "25").toString()));
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err())
        .startsWith("llamajar: " + cut + ": the file is incomplete or was changed")
        .hasLineCount(1);
  }

  @Test
  void theRuntimeInsideIsUnpackedOnceForTheUserAlone() throws Exception {
    Path file = pack(Optional.of(runtime(true)));
    assertThat(start(file, Map.of()).err()).isEmpty();
    Path runtime = unpacked(cache.resolve("llamajar/runtime"));
    Path java = runtime.resolve("bin/java");
    assertThat(permissions(runtime)).isEqualTo("rwx------");
    assertThat(permissions(cache.resolve("llamajar/runtime"))).isEqualTo("rwx------");
    assertThat(permissions(java)).isEqualTo("rwx------");
    Object before = Files.getAttribute(java, "unix:ino");

    Outcome second = start(file, Map.of());
    assertThat(second.out()).contains("<-jar>\n<" + file + ">");
    assertThat(Files.getAttribute(java, "unix:ino")).isEqualTo(before);
    assertThat(second.err()).isEmpty();
  }

  @Test
  void aRuntimeThatWasChangedIsUnpackedAgain() throws Exception {
    Path file = pack(Optional.of(runtime(true)));
    start(file, Map.of());
    Path java = unpacked(cache.resolve("llamajar/runtime"));
    // As long as before: only its time tells.
    Files.writeString(java.resolve("lib/modules"), "MODULES");
    Outcome changed = start(file, Map.of());
    assertThat(changed.err()).contains("is damaged or was changed; unpacking it again");
    assertThat(changed.exitCode()).isEqualTo(7);
    assertThat(java.resolve("lib/modules")).hasContent("modules");

    Files.delete(java.resolve("bin/java"));
    assertThat(start(file, Map.of()).err()).contains("unpacking it again");
    assertThat(start(file, Map.of()).err()).isEmpty();
    try (Stream<Path> all = Files.list(cache.resolve("llamajar/runtime"))) {
      assertThat(all).containsExactly(java);
    }
  }

  @Test
  void whereTheCacheCantBeWrittenTheTemporaryFolderServes() throws Exception {
    Path file = pack(Optional.of(runtime(true)));
    Path noFolder = Files.writeString(folder.resolve("readonly"), "");
    Outcome outcome = start(file, Map.of("XDG_CACHE_HOME", noFolder.toString()));

    assertThat(outcome.exitCode()).isEqualTo(7);
    assertThat(outcome.err()).isEmpty();
    try (Stream<Path> made = Files.list(temporary)) {
      assertThat(unpacked(made.findFirst().orElseThrow()).resolve("bin/java")).isExecutable();
    }
  }

  @Test
  void aFolderThatIsOpenToOthersIsNotTrusted() throws Exception {
    Path file = withoutOtherJavas(pack(Optional.of(runtime(true))));
    Path noFolder = Files.writeString(folder.resolve("readonly"), "");
    start(file, Map.of("XDG_CACHE_HOME", noFolder.toString()));
    try (Stream<Path> made = Files.list(temporary)) {
      Files.setPosixFilePermissions(
          made.findFirst().orElseThrow(), PosixFilePermissions.fromString("rwxrwxrwx"));
    }
    Outcome outcome = start(file, Map.of("XDG_CACHE_HOME", noFolder.toString()));
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err())
        .contains("readonly/llamajar/runtime can't be made")
        .contains("belongs to somebody else, or is open to others")
        .contains("set XDG_CACHE_HOME or TMPDIR");
  }

  @Test
  void aFileSystemThatLetsNoProgramsRunIsNamedAndAnotherJavaServes() throws Exception {
    // What the shell sees there: a file that it may not execute.
    Path file = pack(Optional.of(runtime(false)));
    Outcome outcome = start(file, Map.of("JAVA_HOME", java("java", "25").toString()));

    assertThat(outcome.err())
        .contains("is on a file system that lets no programs run (noexec)")
        .hasLineCount(1);
    assertThat(outcome.exitCode()).isEqualTo(7);
  }

  @Test
  void aRuntimeThatIsDamagedInTheFileIsNotUnpacked() throws Exception {
    RuntimeArchive runtime = runtime(true);
    byte[] archive = Files.readAllBytes(runtime.file());
    Arrays.fill(archive, archive.length / 2, archive.length / 2 + 8, (byte) 0);
    Files.write(runtime.file(), archive);
    Path file = withoutOtherJavas(pack(Optional.of(runtime)));

    Outcome outcome = start(file, Map.of());
    assertThat(outcome.err()).contains("or " + file + " is damaged");
    assertThat(outcome.exitCode()).isEqualTo(1);
  }

  @Test
  void classesArePreparedAfterTheFirstStartForTheSecond() throws Exception {
    Path file = pack(Optional.empty());
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000_000_000L));
    Map<String, String> java = Map.of("JAVA_HOME", java("java", "25").toString());
    assertThat(start(file, java).out()).doesNotContain("AOTCache");

    Path classes = cache.resolve("llamajar/classes");
    for (int i = 0; i < 600 && prepared(classes).isEmpty(); i++) {
      Thread.sleep(50);
    }
    assertThat(prepared(classes)).hasSize(1);
    assertThat(start(file, java).out())
        .contains("<-XX:AOTCache=" + prepared(classes).getFirst() + ">");
  }

  private static List<Path> prepared(Path classes) throws IOException {
    if (!Files.isDirectory(classes)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(classes)) {
      return all.filter(path -> path.toString().endsWith(".aot")).toList();
    }
  }

  /// Makes it blind for the Javas of the machine that runs the test.
  private static Path withoutOtherJavas(Path file) throws IOException {
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    Files.writeString(
        file,
        text.replace("/usr/lib/jvm/*", "/no/lib/jvm2/*")
            .replace("command -v java", "command -v jav_"),
        StandardCharsets.ISO_8859_1);
    return file;
  }

  private Path pack(Optional<RuntimeArchive> runtime) throws IOException {
    Path file = folder.resolve("a model.llamajar");
    Packer.pack(new PackOrder(program, List.of(model), List.of("..."), 4096, runtime, file, false));
    return file;
  }

  /// A folder that looks like a Java.
  private Path java(String name, String version) throws IOException {
    Path home = Files.createDirectory(folder.resolve(name));
    Path java = Files.createDirectory(home.resolve("bin")).resolve("java");
    Files.writeString(
        java,
        """
        #!/bin/sh
        [ "$*" = '-Xshare:auto -version' ] && exit
        for i in "$@"; do
          echo "<$i>"
          case "$i" in
            -XX:AOTCacheOutput=*) echo classes >"${i#*=}"; exit 0 ;;
          esac
        done
        exit 7
        """);
    assertThat(java.toFile().setExecutable(true)).isTrue();
    Files.createDirectory(home.resolve("conf"));
    Files.writeString(Files.createDirectory(home.resolve("lib")).resolve("modules"), "modules");
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"%s\"\n".formatted(version));
    return home;
  }

  private RuntimeArchive runtime(boolean executable) throws IOException {
    Path home = java("runtime", "25");
    assertThat(home.resolve("bin/java").toFile().setExecutable(executable)).isTrue();
    return RuntimeArchive.pack(home, folder.resolve("runtime.tar.gz"));
  }

  private static Path unpacked(Path runtimes) throws IOException {
    try (Stream<Path> all = Files.list(runtimes)) {
      return all.findFirst().orElseThrow();
    }
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private Outcome start(Path file, Map<String, String> variables, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(file.toString()));
    command.addAll(List.of(arguments));
    Path err = folder.resolve("err.txt");
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(err.toFile());
    builder.environment().remove("JAVA_HOME");
    builder.environment().put("XDG_CACHE_HOME", cache.toString());
    builder.environment().put("TMPDIR", temporary.toString());
    builder.environment().putAll(variables);
    Process process = builder.start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.waitFor(), out, Files.readString(err));
  }
}
