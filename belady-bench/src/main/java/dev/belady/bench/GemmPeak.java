// SPDX-License-Identifier: Apache-2.0
package dev.belady.bench;

import dev.belady.kernel.GemmKernels;
import dev.belady.kernel.PackedMatrix;
import java.util.SplittableRandom;

/// The speed of Belady's own matrix product on matrices of 512 x 512 that stay in the caches.
final class GemmPeak {
  private static final int SIZE = 512;
  private static final int PRODUCTS = 200;
  private static final int ROUNDS = 8;

  private GemmPeak() {}

  /// Operations per second of `threads` threads together, the best of some rounds.
  static double measure(GemmKernels gemm, int threads) throws InterruptedException {
    double operations = 2.0 * SIZE * SIZE * SIZE * PRODUCTS * threads;
    double best = 0;
    for (int round = 0; round < ROUNDS; round++) {
      best = Math.max(best, operations / ParallelTime.seconds(threads, () -> multiply(gemm)));
    }
    return best;
  }

  private static void multiply(GemmKernels gemm) {
    float[] x = random();
    float[] y = new float[SIZE * SIZE];
    PackedMatrix w = new PackedMatrix(SIZE, SIZE);
    gemm.pack(random(), 0, SIZE, w);
    for (int i = 0; i < PRODUCTS; i++) {
      gemm.forward(SIZE, x, 0, SIZE, w, null, 0, false, y, 0, SIZE);
    }
  }

  private static float[] random() {
    SplittableRandom random = new SplittableRandom(1);
    float[] values = new float[SIZE * SIZE];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat() - 0.5f;
    }
    return values;
  }
}
