// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.belady.random.CounterRandom;
import org.junit.jupiter.api.Test;

class InitializerTest {
  private static final int COUNT = 100_000;
  private static final CounterRandom RANDOM = new CounterRandom(3);

  /// The mean and the variance of many values, each at most `limit` from 0.
  private static double[] moments(Initializer initializer, double limit) {
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < COUNT; i++) {
      double value = initializer.value(RANDOM, 5, i);
      assertThat(Math.abs(value)).isLessThanOrEqualTo(limit);
      sum += value;
      squares += value * value;
    }
    double mean = sum / COUNT;
    return new double[] {mean, squares / COUNT - mean * mean};
  }

  @Test
  void uniformSpreadsOverItsLimit() {
    double[] moments = moments(new Initializer.Uniform(0.5), 0.5);
    assertThat(moments[0]).isCloseTo(0, within(5e-3));
    assertThat(moments[1]).isCloseTo(0.25 / 3, within(1e-3));
  }

  @Test
  void normalHasItsDeviation() {
    double[] moments = moments(new Initializer.Normal(2), 14);
    assertThat(moments[0]).isCloseTo(0, within(3e-2));
    assertThat(moments[1]).isCloseTo(4, within(8e-2));
  }

  @Test
  void constantIsItsValue() {
    assertThat(moments(new Initializer.Constant(0.5f), 0.5)).containsExactly(0.5, 0);
  }

  @Test
  void dependsOnStreamAndIndexAlone() {
    Initializer normal = new Initializer.Normal(1);
    float value = normal.value(RANDOM, 5, 7);
    assertThat(normal.value(new CounterRandom(3), 5, 7)).isEqualTo(value);
    assertThat(normal.value(RANDOM, 5, 8)).isNotEqualTo(value);
    assertThat(normal.value(RANDOM, 6, 7)).isNotEqualTo(value);
  }
}
