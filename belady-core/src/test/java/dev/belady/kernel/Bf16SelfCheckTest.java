// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class Bf16SelfCheckTest {
  private static final Bf16Product RIGHT = new ScalarBf16Product();

  @Test
  void anotherOrderOfTheSumsIsRight() {
    Bf16SelfCheck.require(RIGHT, "right");
    Bf16Samples.shaped();
  }

  /// What a wrong product does to an element.
  private interface Change {
    float apply(float value, int index);
  }

  private static Bf16Product changed(Change change) {
    return (ta, tb, m, n, k, a, lda, b, ldb, accumulate, c, at, ldc) -> {
      RIGHT.multiply(ta, tb, m, n, k, a, lda, b, ldb, accumulate, c, at, ldc);
      for (int i = 0; i < c.length; i++) {
        c[i] = change.apply(c[i], i);
      }
    };
  }

  private static void refuse(Bf16Product wrong, String sentence) {
    assertThatThrownBy(() -> Bf16SelfCheck.require(wrong, "wrong"))
        .isInstanceOf(KernelException.class)
        .hasMessageContaining(sentence)
        .hasMessageContaining("wrong");
  }

  @Test
  void wrongResultsAreRefused() {
    String sentence = "must be right but for the order of sums";
    refuse(changed((value, _) -> Bf16.widen(Bf16.round(value))), sentence);
    refuse(changed((value, index) -> index == 1 ? 1 : value), sentence);
    refuse(changed((value, index) -> index == 500 ? Float.NaN : value), sentence);
    refuse(changed((value, _) -> value * 1.001f), sentence);
    refuse((_, _, _, _, _, _, _, _, _, _, _, _, _) -> {}, sentence);
    refuse(
        (ta, tb, m, n, k, a, lda, b, ldb, _, c, at, ldc) ->
            RIGHT.multiply(ta, tb, m, n, k, a, lda, b, ldb, true, c, at, ldc),
        sentence);
    refuse(
        (ta, tb, m, n, k, a, lda, b, ldb, accumulate, c, at, ldc) ->
            RIGHT.multiply(ta, tb, m, n, k - 1, a, lda, b, ldb, accumulate, c, at, ldc),
        sentence);
  }

  @Test
  void bitsThatComeAndGoAreRefused() {
    AtomicInteger calls = new AtomicInteger();
    refuse(
        changed((value, index) ->
            index == 3 && calls.getAndIncrement() % 2 == 1 ? Math.nextUp(value) : value),
        "must have the same bits each time");
  }
}
