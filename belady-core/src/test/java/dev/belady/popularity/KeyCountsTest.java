// SPDX-License-Identifier: Apache-2.0
package dev.belady.popularity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KeyCountsTest {
  private static final long SEED = Long.getLong("belady.seed", 1);

  @Test
  void countsExactlyWhileThereIsMemory() {
    Random random = new Random(SEED);
    KeyCounts counts = new KeyCounts(new CountMemory(1 << 24));
    Map<Long, Long> naive = new HashMap<>();
    for (int i = 0; i < 200_000; i++) {
      long key = random.nextInt(20) == 0 ? random.nextLong() : random.nextLong(5_000) - 2_500;
      counts.add(key, i % 3);
      naive.merge(key, 1L, Long::sum);
    }
    assertThat(counts.error()).isZero();
    assertThat(counts.size()).as("seed %d", SEED).isEqualTo(naive.size());
    assertThat(counts.total()).isEqualTo(200_000);
    naive.forEach((key, count) -> assertThat(counts.count(key)).isEqualTo(count));
    assertThat(counts.count(Long.MIN_VALUE + 17)).isZero();
  }

  @Test
  void remembersTheSlotThatAKeyWasFirstSeenIn() {
    KeyCounts counts = new KeyCounts(new CountMemory(0));
    counts.add(0, 4);
    counts.add(0, 2);
    assertThat(counts.slotAt(counts.find(0))).isEqualTo(4);
    assertThat(counts.countAt(counts.find(0))).isEqualTo(2);
    assertThat(counts.find(1)).isEqualTo(-1);
  }

  /// Streams that a sketch finds hard: all keys different, all equally often, the frequent ones
  /// late.
  @ParameterizedTest
  @ValueSource(strings = {"different", "round", "late", "skewed"})
  void keepsItsMemoryAndItsErrorBound(String kind) {
    Random random = new Random(SEED);
    long limit = 1 << 16;
    CountMemory memory = new CountMemory(limit);
    KeyCounts counts = new KeyCounts(memory);
    Map<Long, Long> naive = new HashMap<>();
    int accesses = 300_000;
    for (int i = 0; i < accesses; i++) {
      long key =
          switch (kind) {
            case "different" -> i;
            case "round" -> i % 10_000;
            case "late" -> i < accesses / 2 ? i : i % 100;
            default -> (long) Math.exp(12 * random.nextDouble());
          };
      counts.add(key, 0);
      naive.merge(key, 1L, Long::sum);
    }
    assertThat(memory.usedBytes()).isLessThanOrEqualTo(limit);
    assertThat(counts.error()).isPositive();
    int room = 3 * counts.places() / 4;
    assertThat(counts.size()).isLessThanOrEqualTo(room);
    assertThat(counts.error()).as("seed %d", SEED).isLessThanOrEqualTo(2L * accesses / room);
    naive.forEach((key, count) ->
        assertThat(counts.count(key))
            .as("key %d, seed %d", key, SEED)
            .isBetween(count - counts.error(), count));
  }
}
