// SPDX-License-Identifier: Apache-2.0
package dev.belady.bench;

import java.util.SplittableRandom;

/// Seeded keys with a Zipf distribution: key k, from 0, has a probability proportional to (k +
/// 1)^-s.
final class ZipfKeys {
  private final double[] cumulative;
  private final SplittableRandom random;

  ZipfKeys(long seed, int keys, double s) {
    this.random = new SplittableRandom(seed);
    this.cumulative = new double[keys];
    double sum = 0;
    for (int k = 0; k < keys; k++) {
      sum += Math.pow(k + 1, -s);
      cumulative[k] = sum;
    }
  }

  int next() {
    double at = random.nextDouble() * cumulative[cumulative.length - 1];
    int low = 0;
    int high = cumulative.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (cumulative[middle] < at) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
