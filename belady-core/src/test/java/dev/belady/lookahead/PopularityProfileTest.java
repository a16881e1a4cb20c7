// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PopularityProfileTest {
  @Test
  void ranksByCountThenByRow() {
    PopularityProfile profile = new PopularityProfile();
    profile.add(new int[] {7, 3, 9, 3, 7, 5, 99}, 6);
    assertThat(profile.top(3)).containsExactly(3, 7, 5);
    assertThat(profile.top(100)).containsExactly(3, 7, 5, 9);
    assertThat(profile.count(7)).isEqualTo(2);
    assertThat(profile.count(99)).isZero();
    assertThat(profile.count(1_000)).isZero();
  }
}
