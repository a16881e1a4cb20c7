// SPDX-License-Identifier: Apache-2.0
package dev.belady.bench;

import dev.belady.kernel.GemmKernels;
import dev.belady.kernel.PackedMatrix;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// The speed of Belady's own matrix product on matrices of 512 x 512 that stay in the caches: the
/// roof of a training step on this machine.
final class GemmPeak {
  private static final int SIZE = 512;
  private static final int PRODUCTS = 200;
  private static final int ROUNDS = 8;

  private GemmPeak() {}

  /// Operations per second of `threads` threads together, the best of some rounds.
  static double measure(GemmKernels gemm, int threads) throws InterruptedException {
    List<Callable<float[]>> tasks = Collections.nCopies(threads, () -> multiply(gemm));
    double operations = 2.0 * SIZE * SIZE * SIZE * PRODUCTS * threads;
    double best = 0;
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      for (int round = 0; round < ROUNDS; round++) {
        long start = System.nanoTime();
        for (Future<float[]> done : pool.invokeAll(tasks)) {
          done.get();
        }
        best = Math.max(best, operations / ((System.nanoTime() - start) * 1e-9));
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a matrix product failed", e);
    }
    return best;
  }

  private static float[] multiply(GemmKernels gemm) {
    float[] x = random();
    float[] y = new float[SIZE * SIZE];
    PackedMatrix w = new PackedMatrix(SIZE, SIZE);
    gemm.pack(random(), 0, SIZE, w);
    for (int i = 0; i < PRODUCTS; i++) {
      gemm.forward(SIZE, x, 0, SIZE, w, null, 0, false, y, 0, SIZE);
    }
    return y;
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
