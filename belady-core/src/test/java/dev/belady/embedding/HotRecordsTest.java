// SPDX-License-Identifier: Apache-2.0
package dev.belady.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Places of rows whose hot ones change, more and fewer of them each time.
final class HotRecordsTest {
  private static final int PLACES = 10_000;
  private static final long NOTHING = -1;

  static IntStream seeds() {
    return IntStream.range(0, 60);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everyRowKeepsItsContentsAndNoPlaceIsLost(int seed) {
    Random random = new Random(seed);
    long[] contents = new long[PLACES];
    Arrays.fill(contents, NOTHING);
    int hotAtFirst = random.nextInt(20);
    HotRecords records =
        new HotRecords(random.ints(0, 300).distinct().limit(hotAtFirst).asLongStream().toArray());
    List<Long> keys = new ArrayList<>();
    for (int round = 0; round < 12; round++) {
      add(records, keys, contents, random);
      List<Integer> rows = new ArrayList<>(IntStream.range(0, keys.size()).boxed().toList());
      Collections.shuffle(rows, random);
      int[] hot =
          rows.stream()
              .limit(random.nextInt(rows.size() + 1))
              .mapToInt(Integer::intValue)
              .toArray();
      long[] newKeys =
          random
              .longs(0, 300)
              .distinct()
              .filter(key -> !keys.contains(key))
              .limit(random.nextInt(10))
              .toArray();
      records.chooseAnew(
          hot,
          newKeys,
          keys.size(),
          (first, second, used) -> {
            long kept = contents[second];
            assertThat(kept != NOTHING).isEqualTo(used);
            contents[second] = contents[first];
            contents[first] = used ? kept : NOTHING;
          });
      assertThat(records.hotCount()).isEqualTo(hot.length + newKeys.length);
      for (int rank = 0; rank < hot.length; rank++) {
        assertThat(records.of(hot[rank])).as("seed=%d", seed).isEqualTo(rank);
      }
      for (int i = 0; i < newKeys.length; i++) {
        assertThat(records.rank(newKeys[i])).isEqualTo(hot.length + i);
        assertThat(contents[hot.length + i]).as("seed=%d", seed).isEqualTo(NOTHING);
      }
      assertThat(records.end())
          .as("seed=%d, rows=%d", seed, keys.size())
          .isLessThanOrEqualTo(keys.size() + hotAtFirst + 10);
      requireContents(records, keys, contents, seed);
    }
  }

  /// Adds rows whose keys were not used, and writes them to their places.
  private static void add(HotRecords records, List<Long> keys, long[] contents, Random random) {
    int count = 1 + random.nextInt(20);
    for (int i = 0; i < count; i++) {
      long key = random.nextInt(300);
      if (!keys.contains(key)) {
        int row = keys.size();
        int rank = records.rank(key);
        int record = records.add(row, key);
        if (rank >= 0) {
          assertThat(record).isEqualTo(rank);
        } else {
          assertThat(record).isGreaterThanOrEqualTo(records.hotCount());
        }
        assertThat(contents[record]).isEqualTo(NOTHING);
        contents[record] = key;
        keys.add(key);
      }
    }
  }

  private static void requireContents(
      HotRecords records, List<Long> keys, long[] contents, int seed) {
    Set<Integer> places = new HashSet<>();
    for (int row = 0; row < keys.size(); row++) {
      assertThat(contents[records.of(row)])
          .as("seed=%d, row=%d", seed, row)
          .isEqualTo(keys.get(row));
      places.add(records.of(row));
    }
    assertThat(places).hasSize(keys.size());
  }
}
