// SPDX-License-Identifier: Apache-2.0
package dev.belady.popularity;

import dev.belady.random.CounterRandom;

/// A random sample of the inputs of a data set: whether input `n` is in it is a function of the
/// seed and `n` alone, so that it does not depend on who reads what in which order.
public final class InputSample {
  private static final long STREAM = CounterRandom.stream("calibration sample", 0);

  private final CounterRandom random;
  private final double rate;

  /// A sample.
  ///
  /// @param seed equal seeds give equal samples
  /// @param rate the expected part of the inputs, above 0 and at most 1
  public InputSample(long seed, double rate) {
    if (!(rate > 0 && rate <= 1)) {
      throw new IllegalArgumentException("the sample rate must be in (0, 1]: rate=" + rate);
    }
    this.random = new CounterRandom(seed);
    this.rate = rate;
  }

  /// Whether input `number`, counted from 0, is in the sample.
  public boolean includes(long number) {
    return rate == 1 || random.uniformDouble(STREAM, number) < rate;
  }
}
