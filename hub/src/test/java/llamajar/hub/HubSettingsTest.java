package llamajar.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import llamajar.hub.http.ProxyChoice;
import llamajar.hub.name.HubException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HubSettingsTest {
  @TempDir private Path home;

  @Test
  void withoutVariablesEverythingIsWhereTheHubsToolsPutIt() throws IOException {
    Files.createDirectories(home.resolve(".cache/huggingface"));
    Files.writeString(home.resolve(".cache/huggingface/token"), "from-login\n");
    HubSettings settings = settings(Map.of());
    assertThat(settings.endpoint()).isEqualTo(URI.create("https://huggingface.co"));
    assertThat(settings.cache()).isEqualTo(home.resolve(".cache/huggingface/hub"));
    assertThat(settings.token()).contains("from-login");
    assertThat(settings.offline()).isFalse();
  }

  @Test
  void variablesCountInTheOrderThatTheHubsToolsGiveThem() throws IOException {
    assertThat(settings(Map.of("XDG_CACHE_HOME", "/x")).cache())
        .isEqualTo(Path.of("/x/huggingface/hub"));
    assertThat(settings(Map.of("XDG_CACHE_HOME", "/x", "HF_HOME", "~/h")).cache())
        .isEqualTo(home.resolve("h/hub"));
    assertThat(settings(Map.of("HF_HOME", "/h", "HF_HUB_CACHE", "/c")).cache())
        .isEqualTo(Path.of("/c"));
    assertThat(settings(Map.of("HF_TOKEN", " t ", "HUGGING_FACE_HUB_TOKEN", "u")).token())
        .contains("t");
    assertThat(settings(Map.of("HF_HUB_OFFLINE", "YES")).offline()).isTrue();
    assertThat(settings(Map.of("HF_HUB_OFFLINE", "0")).offline()).isFalse();
    assertThatThrownBy(() -> settings(Map.of("HF_ENDPOINT", "hub.example")))
        .hasMessageStartingWith("HF_ENDPOINT: 'hub.example'");
  }

  @Test
  void proxiesAreThoseOfTheEnvironment() {
    ProxyChoice choice =
        new ProxyChoice(
            Map.of(
                "https_proxy", "http://proxy.example:3128", "NO_PROXY", "local, .inner.example"));
    assertThat(proxy(choice, "https://huggingface.co/x"))
        .contains("proxy.example")
        .contains("3128");
    assertThat(proxy(choice, "https://local/x")).isEqualTo("DIRECT");
    assertThat(proxy(choice, "https://hub.inner.example/x")).isEqualTo("DIRECT");
    assertThat(proxy(choice, "https://notlocal/x")).contains("3128");
    assertThat(proxy(choice, "http://huggingface.co/x")).isEqualTo("DIRECT");
  }

  private static String proxy(ProxyChoice choice, String address) {
    return choice.select(URI.create(address)).getFirst().toString();
  }

  private HubSettings settings(Map<String, String> environment) throws HubException {
    return HubSettings.of(environment, home, home.resolve("own"));
  }
}
