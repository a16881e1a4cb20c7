// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/// The speed of a small product with two providers.
///
/// @param vectorSpeed GFLOP/s of the vector provider, the best of its calls
/// @param scalarSpeed GFLOP/s of the scalar provider, the best of its calls
record GemmSelfCheck(double vectorSpeed, double scalarSpeed) {
  /// Rows, inner dimension and columns: full tiles for any width of vectors.
  private static final int ROWS = 12;

  private static final int INNER = 64;
  private static final int COLS = 64;

  /// When to give vectors up: they are usually ahead after 0.2 s, most of which compiles the tile.
  static final long LIMIT_NANOS = 3_000_000_000L;

  /// How many times the limit may pass on a machine so busy that this process had less processor
  /// time than the limit: until the tile is compiled vectors are slower than scalars, and a wrong
  /// choice makes the whole run many times slower.
  private static final int PATIENCE = 5;

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
    long processorStart = processorNanos();
    double vectorSpeed = 0;
    double scalarSpeed = 0;
    do {
      LockSupport.parkNanos(PAUSE_NANOS);
      scalarSpeed = Math.max(scalarSpeed, scalarProduct.speed(1));
      vectorSpeed = Math.max(vectorSpeed, vectorProduct.speed(8));
    } while (vectorSpeed < ENOUGH
        && !isOver(System.nanoTime() - start, () -> processorNanos() - processorStart, limitNanos));
    return new GemmSelfCheck(vectorSpeed, scalarSpeed);
  }

  /// Whether vectors had their chance.
  ///
  /// @param elapsed nanoseconds since the start
  /// @param processor nanoseconds of processor time that the process had since then; asked for only
  ///   after the limit
  static boolean isOver(long elapsed, LongSupplier processor, long limit) {
    return elapsed >= PATIENCE * limit || (elapsed >= limit && processor.getAsLong() >= limit);
  }

  /// Processor time of all threads, the compiler's among them; the clock where the system does not
  /// say.
  private static long processorNanos() {
    return ProcessHandle.current()
        .info()
        .totalCpuDuration()
        .map(Duration::toNanos)
        .orElse(System.nanoTime());
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
