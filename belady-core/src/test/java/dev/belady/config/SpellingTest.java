// SPDX-License-Identifier: Apache-2.0
package dev.belady.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SpellingTest {
  private static final List<String> WORDS = List.of("max_iter", "num_epochs", "ReLU", "ELU", "gpu");

  @ParameterizedTest
  @CsvSource({
    "max_itr, max_iter",
    "maxiter, max_iter",
    "num_epoch, num_epochs",
    "relu, ReLU",
    "Relu6, ReLU",
    "elu, ELU",
    "gpus, gpu"
  })
  void findsANearWord(String word, String near) {
    assertThat(Spelling.closest(word, WORDS)).isEqualTo(near);
    assertThat(Spelling.hint(word, WORDS)).isEqualTo("; did you mean '" + near + "'?");
  }

  @ParameterizedTest
  @CsvSource({"display", "x", "''", "iter_max_num"})
  void findsNothingFarAway(String word) {
    assertThat(Spelling.closest(word, WORDS)).isNull();
    assertThat(Spelling.hint(word, WORDS)).isEmpty();
  }

  @Test
  void prefersTheNearest() {
    assertThat(Spelling.closest("batchsize_evl", List.of("batchsize", "batchsize_eval")))
        .isEqualTo("batchsize_eval");
  }
}
