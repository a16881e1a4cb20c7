// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class RowIndexTest {
  @Test
  void behavesAsAHashMap() {
    for (long seed = Traces.seed(); seed < Traces.seed() + 50; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      long range = random.nextBoolean() ? 50 : 2000;
      long scale = random.nextBoolean() ? 1 : 0x1_0000_0000L;
      RowIndex index = new RowIndex();
      Map<Long, Integer> model = new HashMap<>();
      for (int step = 0; step < 5000; step++) {
        long row = (random.nextLong(range) - range / 4) * scale;
        if (random.nextInt(5) < 2) {
          index.remove(row);
          model.remove(row);
        } else {
          index.put(row, step);
          model.put(row, step);
        }
        long asked = (random.nextLong(range) - range / 4) * scale;
        assertThat(index.get(asked))
            .as("seed %d, step %d", seed, step)
            .isEqualTo(model.getOrDefault(asked, RowIndex.ABSENT));
      }
      assertThat(index.size()).as("seed %d", seed).isEqualTo(model.size());
      model.forEach((row, value) -> assertThat(index.get(row)).isEqualTo(value));
    }
  }

  @Test
  void whatHasRoomDoesNotGrow() {
    for (int rows : new int[] {0, 1, 7, 8, 9, 1000, 1024, 1025}) {
      RowIndex index = new RowIndex(rows);
      assertThat(index.allocatedBytes()).isEqualTo(RowIndex.bytes(rows));
      for (int row = 0; row < rows; row++) {
        index.put(row, row);
      }
      assertThat(index.allocatedBytes()).as("rows=%d", rows).isEqualTo(RowIndex.bytes(rows));
    }
  }

  @Test
  void extremeRowsAreRowsAsAnyOther() {
    RowIndex index = new RowIndex();
    for (long row : new long[] {-1, 0, Long.MIN_VALUE, Long.MAX_VALUE}) {
      assertThat(index.get(row)).isEqualTo(RowIndex.ABSENT);
      index.put(row, 3);
      assertThat(index.get(row)).isEqualTo(3);
      index.remove(row);
      assertThat(index.get(row)).isEqualTo(RowIndex.ABSENT);
    }
    assertThat(index.size()).isZero();
  }
}
