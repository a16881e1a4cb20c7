// SPDX-License-Identifier: Apache-2.0
package dev.belady.bench;

import dev.belady.embedding.EmbeddingTable;
import dev.belady.kernel.RowKernels;
import dev.belady.kernel.RowOccurrences;
import dev.belady.model.Model;
import java.util.Comparator;
import java.util.SplittableRandom;

/// The speed at which Belady's own lookup reads the rows of a model's largest table at random
/// places.
final class RowBandwidth {
  private static final int LOOKUPS = 1 << 20;

  /// Rows of one call: their copies stay in the caches.
  private static final int CALL = 256;

  private static final int ROUNDS = 6;

  private RowBandwidth() {}

  /// Bytes per second of `threads` threads together, the best of some rounds.
  static double measure(RowKernels kernels, Model model, int threads) throws InterruptedException {
    EmbeddingTable table =
        model.tables().stream()
            .max(Comparator.comparingLong(t -> (long) t.rows() * t.dim()))
            .orElseThrow();
    double best = 0;
    for (int round = 0; round < ROUNDS; round++) {
      RowOccurrences lookups = random(table.rows(), round);
      double seconds = ParallelTime.seconds(threads, () -> read(kernels, table, lookups));
      best = Math.max(best, 4.0 * table.dim() * LOOKUPS * threads / seconds);
    }
    return best;
  }

  private static void read(RowKernels kernels, EmbeddingTable table, RowOccurrences lookups) {
    float[] out = new float[CALL * table.dim()];
    int dim = table.dim();
    for (int first = 0; first < LOOKUPS; first += CALL) {
      kernels.lookup(table.arena(), lookups, dim, false, first, first + CALL, out, 0);
    }
  }

  private static RowOccurrences random(int rows, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    RowOccurrences lookups = new RowOccurrences();
    lookups.bags = LOOKUPS;
    lookups.oneHot = true;
    lookups.rows = random.ints(LOOKUPS, 0, rows).toArray();
    lookups.bagOffsets = new int[LOOKUPS + 1];
    for (int i = 0; i <= LOOKUPS; i++) {
      lookups.bagOffsets[i] = i;
    }
    lookups.tableRows = rows;
    return lookups;
  }
}
