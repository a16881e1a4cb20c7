// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The promise, on random models: whatever the budget, the look-ahead, the threads and the store
/// with its delays, the bits after every batch are those of training with every row in memory.
class DifferentialTest {
  private static final long SEED = Long.getLong("belady.seed", 1);
  private static final int CASES = 30;

  @TempDir private Path folder;

  static LongStream seeds() {
    return LongStream.range(SEED, SEED + CASES);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everyBudgetHasTheBitsOfTheResidentRun(long seed) throws InterruptedException {
    new DifferentialRun(seed, folder).check();
  }

  /// `-Dbelady.cases` says how many.
  @Tag("long")
  @Test
  void manyMoreModelsToo() throws InterruptedException {
    long first = SEED + CASES;
    for (long seed = first; seed < first + Integer.getInteger("belady.cases", 500); seed++) {
      new DifferentialRun(seed, folder).check();
    }
  }
}
