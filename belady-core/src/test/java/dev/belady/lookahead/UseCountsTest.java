// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class UseCountsTest {
  @Test
  void rowsAreUnusedUntilSet() {
    UseCounts counts = new UseCounts();
    counts.set(4096, 7);
    counts.set(5_000_000_000L, Integer.MAX_VALUE);
    assertThat(counts.get(4096)).isEqualTo(7);
    assertThat(counts.get(4095)).isZero();
    assertThat(counts.get(4097)).isZero();
    assertThat(counts.get(5_000_000_000L)).isEqualTo(Integer.MAX_VALUE);
    assertThat(counts.get(Long.MAX_VALUE)).isZero();
    assertThatThrownBy(() -> counts.set(Long.MAX_VALUE, 1)).isInstanceOf(ArithmeticException.class);
  }
}
