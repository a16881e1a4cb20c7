// SPDX-License-Identifier: Apache-2.0
package dev.belady.tier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Every row is what it must be whenever it is used or read, and each mistake that rows can suffer
/// on their way is noticed.
class MoverTest {
  private static final int RUNS = 60;

  static LongStream seeds() {
    return LongStream.range(0, RUNS);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void rowsAreNeverOlderThanTheirLastUse(long seed) throws InterruptedException {
    assertThat(new CountingRun(seed, TierFault.NONE).run()).as("seed=%d", seed).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void everyMistakeIsNoticed(TierFault fault) throws InterruptedException {
    int noticed = 0;
    for (long seed = 0; seed < RUNS; seed++) {
      noticed += new CountingRun(seed, fault).run().isEmpty() ? 0 : 1;
    }
    assertThat(noticed).as("%s in %d of %d runs", fault, noticed, RUNS).isGreaterThan(RUNS / 10);
  }
}
