// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import dev.belady.random.CounterRandom;

/// The distribution of a parameter's first values.
public sealed interface Initializer {
  /// The value of element `index` of the parameter with stream `stream`.
  float value(CounterRandom random, long stream, int index);

  /// Every element is `value`.
  record Constant(float value) implements Initializer {
    @Override
    public float value(CounterRandom random, long stream, int index) {
      return value;
    }
  }

  /// Uniform in `[-limit, limit)`.
  record Uniform(double limit) implements Initializer {
    @Override
    public float value(CounterRandom random, long stream, int index) {
      return (float) ((2 * random.uniformDouble(stream, index) - 1) * limit);
    }
  }

  /// Normal with mean 0 and the given standard deviation.
  record Normal(double deviation) implements Initializer {
    @Override
    public float value(CounterRandom random, long stream, int index) {
      return (float) (random.normal(stream, index) * deviation);
    }
  }
}
