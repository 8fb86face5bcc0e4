package llamajar.pack.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The shell's side of starting, run by a real `sh`.
class JvmScriptTest {
  @TempDir private Path folder;
  private Path home = Path.of("");
  private Path jar = Path.of("");

  @BeforeEach
  void makeJava() throws IOException {
    home = Files.createDirectories(folder.resolve("a java"));
    jar = Files.writeString(folder.resolve("program.jar"), "jar");
    Files.writeString(
        home.resolve("release"),
        "IMPLEMENTOR=\"Some One; rm -rf /\"\nJAVA_RUNTIME_VERSION=\"25.0.1+8\"\nJAVA_VERSION=\"25.0.1\"\n");
    Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\nfor i in \"$@\"; do echo \"<$i>\"; done\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-p|x", "bench", "-p|x|--backend|vector", "serve|--backend=vector"})
  void theShellDecidesAsJavaDoes(String commandLine) throws Exception {
    List<String> arguments =
        commandLine.isEmpty() ? List.of() : List.of(commandLine.split("\\|", -1));

    assertThat(run("", arguments))
        .startsWith("<-c>\n")
        .contains("<-jar>\n<" + jar + ">\n")
        .satisfies(output ->
            assertThat(output.contains("<-v=*::*>"))
                .isEqualTo(JvmOptions.forCommand(arguments).size() > JvmOptions.common().size()));
  }

  @Test
  void argumentsStayWhatTheyAre() throws Exception {
    assertThat(run("", List.of("two words", "", "*", "$HOME", "a\nb")))
        .endsWith("<two words>\n<>\n<*>\n<$HOME>\n<a\nb>\n");
  }

  @Test
  void preparedClassesAreUsedIfTheyAreNewerThanTheJar() throws Exception {
    Path prepared = folder.resolve("prepared-SomeOnerm-rf-25.0.18.aot");
    Files.writeString(prepared, "classes");
    Files.setLastModifiedTime(jar, java.nio.file.attribute.FileTime.fromMillis(1_000_000_000_000L));
    assertThat(run("", List.of("-p", "x"))).contains("<-XX:AOTCache=" + prepared + ">");

    // Empty: the JVM could not make them, and is not asked again.
    Files.writeString(prepared, "");
    assertThat(run("", List.of("-p", "x"))).doesNotContain("AOTCache");
  }

  @Test
  void theNewestJavaIsFoundAndOldOnesAreNot() throws Exception {
    assertThat(sh(". ./find-java.sh; JAVA_HOME=$1; is_java_25 \"$1\" java && echo yes", home))
        .isEqualTo("yes\n");
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"21.0.1\"\n");
    assertThat(sh(". ./find-java.sh; is_java_25 \"$1\" java || echo no", home)).isEqualTo("no\n");
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"26-ea\"\n");
    assertThat(sh(". ./find-java.sh; is_java_25 \"$1\" java && echo yes", home)).isEqualTo("yes\n");
    assertThat(sh(". ./find-java.sh; is_java_25 \"$1\" javac || echo no", home)).isEqualTo("no\n");
  }

  private String run(String before, List<String> arguments) throws Exception {
    List<Object> all = new ArrayList<>(List.of(home, jar, folder.resolve("prepared")));
    all.addAll(arguments);
    // What would be made for the next start is not: this is no JVM.
    return sh(
        "set -eu; common_options=-c; vector_options='-v=*::*'; . ./jvm.sh; prepare_later() { :; }; "
            + before
            + "JAVA_HOME=$1; shift; run_jar \"$@\"",
        all.toArray());
  }

  private static String sh(String script, Object... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("sh", "-c", script, "sh"));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    Path place = Path.of(JvmOptions.class.getResource("jvm.sh").toURI());
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(place.resolveSibling(".").toFile());
    builder.redirectErrorStream(true);
    builder.environment().remove("JDK_JAVA_OPTIONS");
    Process process = builder.start();
    process.getOutputStream().close();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
