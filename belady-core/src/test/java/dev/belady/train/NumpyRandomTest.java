// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/// Values that numpy prints after `numpy.random.seed(123)`.
final class NumpyRandomTest {
  private final NumpyRandom random = new NumpyRandom(123);

  @Test
  void uniformNumbersAreThoseOfNumpy() {
    double[] drawn = {random.random(), random.random(), random.random()};
    assertThat(drawn).containsExactly(new double[] {0.69646919, 0.28613933, 0.22685145}, digits());
  }

  @Test
  void uniformNumbersOfARangeAreThoseOfNumpy() {
    double[] drawn = {random.uniform(-0.5, 0.5), random.uniform(-0.5, 0.5)};
    assertThat(drawn).containsExactly(new double[] {0.19646919, -0.21386067}, digits());
  }

  @Test
  void normalNumbersAreThoseOfNumpy() {
    double[] drawn = new double[4];
    for (int i = 0; i < drawn.length; i++) {
      drawn[i] = random.normal(0, 1);
    }
    assertThat(drawn)
        .containsExactly(new double[] {-1.0856306, 0.99734545, 0.2829785, -1.50629471}, digits());
  }

  @Test
  void wholeNumbersAreThoseOfNumpy() {
    long[] drawn = new long[5];
    for (int i = 0; i < drawn.length; i++) {
      drawn[i] = random.integer(0, 100);
    }
    assertThat(drawn).containsExactly(66, 92, 98, 17, 83);
  }

  @Test
  void permutationsAreThoseOfNumpy() {
    assertThat(random.permutation(10)).containsExactly(4, 0, 7, 5, 8, 3, 1, 6, 9, 2);
  }

  private static org.assertj.core.data.Offset<Double> digits() {
    return within(5e-9);
  }
}
