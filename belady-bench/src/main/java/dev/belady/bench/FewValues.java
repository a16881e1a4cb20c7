// SPDX-License-Identifier: Apache-2.0
package dev.belady.bench;

import java.util.Arrays;

/// A few measured values, taken to be normally distributed.
///
/// @param count how many there are, 2 to 10
/// @param mean their mean
/// @param deviation their standard deviation, with one degree of freedom less than values
record FewValues(int count, double mean, double deviation) {
  /// Student's t that 97.5% stay below, for 1, 2, ... degrees of freedom.
  private static final double[] STUDENT = {
    12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622
  };

  /// Checks that there is an interval for them.
  FewValues {
    if (count < 2 || count > STUDENT.length + 1) {
      throw new IllegalArgumentException("there must be 2 to 10 values: count=" + count);
    }
  }

  static FewValues of(double... values) {
    double mean = Arrays.stream(values).average().orElse(Double.NaN);
    double squares = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
    return new FewValues(values.length, mean, Math.sqrt(squares / (values.length - 1)));
  }

  /// The differences of values that belong together.
  static FewValues ofDifferences(double[] values, double[] others) {
    double[] differences = new double[values.length];
    for (int i = 0; i < differences.length; i++) {
      differences[i] = values[i] - others[i];
    }
    return of(differences);
  }

  /// Half the width of the 95% confidence interval of the mean.
  double halfWidth() {
    return STUDENT[count - 2] * deviation / Math.sqrt(count);
  }

  /// The lower end of that interval.
  double low() {
    return mean - halfWidth();
  }

  /// Its upper end.
  double high() {
    return mean + halfWidth();
  }
}
