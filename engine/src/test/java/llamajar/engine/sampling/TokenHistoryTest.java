package llamajar.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TokenHistoryTest {

  @Test
  void forgetsWhatDoesNotFit() {
    TokenHistory history = new TokenHistory(3);
    for (int token = 10; token < 17; token++) {
      history.accept(token);
    }
    assertThat(history.size()).isEqualTo(3);
    assertThat(history.fromEnd(0)).isEqualTo(16);
    assertThat(history.fromEnd(1)).isEqualTo(15);
    assertThat(history.fromEnd(2)).isEqualTo(14);
  }

  @Test
  void copyIsIndependent() {
    TokenHistory history = new TokenHistory(4);
    history.accept(1);
    TokenHistory copy = history.copy();
    copy.accept(2);
    assertThat(history.size()).isEqualTo(1);
    assertThat(copy.fromEnd(1)).isEqualTo(1);
    history.clear();
    assertThat(history.size()).isZero();
    assertThat(copy.size()).isEqualTo(2);
  }

  @Test
  void mayRememberNothing() {
    TokenHistory history = new TokenHistory(0);
    history.accept(5);
    assertThat(history.size()).isZero();
  }
}
