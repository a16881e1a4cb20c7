// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

import java.util.concurrent.locks.LockSupport;

/// The speed of a small product with two providers.
///
/// @param vectorSpeed GFLOP/s of the vector provider, the best of its calls
/// @param scalarSpeed GFLOP/s of the scalar provider, the best of its calls
record GemmSelfCheck(double vectorSpeed, double scalarSpeed) {
  /// Rows, inner dimension and columns: full tiles for any width of vectors.
  private static final int ROWS = 12;

  private static final int INNER = 64;
  private static final int COLS = 64;

  /// When to give vectors up. They are usually ahead after 0.2 s, most of which compiles the tile;
  /// on a machine that has other work that takes longer.
  static final long LIMIT_NANOS = 3_000_000_000L;

  /// What the compiler gets of the core between two turns.
  private static final long PAUSE_NANOS = 1_000_000;

  /// GFLOP/s of vectors that need no further look. Scalars stay below 3: each sum is a chain of
  /// operations of four cycles.
  private static final double ENOUGH = 8;

  /// Times both in turn until vectors are fast or the time is up.
  static GemmSelfCheck run(GemmKernels scalar, GemmKernels vector, long limitNanos) {
    Product scalarProduct = new Product(scalar);
    Product vectorProduct = new Product(vector);
    long start = System.nanoTime();
    double vectorSpeed = 0;
    double scalarSpeed = 0;
    do {
      LockSupport.parkNanos(PAUSE_NANOS);
      scalarSpeed = Math.max(scalarSpeed, scalarProduct.speed(1));
      vectorSpeed = Math.max(vectorSpeed, vectorProduct.speed(8));
    } while (vectorSpeed < ENOUGH && System.nanoTime() - start < limitNanos);
    return new GemmSelfCheck(vectorSpeed, scalarSpeed);
  }

  boolean vectorIsFaster() {
    return vectorSpeed >= scalarSpeed;
  }

  /// A forward product with arrays of its own.
  private static final class Product {
    private final GemmKernels kernels;
    private final float[] x = new float[ROWS * INNER];
    private final PackedMatrix w = new PackedMatrix(INNER, COLS);
    private final float[] y = new float[ROWS * COLS];

    Product(GemmKernels kernels) {
      this.kernels = kernels;
    }

    /// The best GFLOP/s of some calls.
    double speed(int calls) {
      long best = Long.MAX_VALUE;
      for (int i = 0; i < calls; i++) {
        long start = System.nanoTime();
        kernels.forward(ROWS, x, 0, INNER, w, null, 0, true, y, 0, COLS);
        best = Math.min(best, System.nanoTime() - start);
      }
      return 2.0 * ROWS * INNER * COLS / Math.max(1, best);
    }
  }
}
