// SPDX-License-Identifier: Apache-2.0
package dev.belady.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.belady.data.DataException;
import dev.belady.kernel.RecordLayout;
import dev.belady.kernel.RowOccurrences;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class EmbeddingTableTest {
  private static final long SEED = Long.getLong("belady.seed", 1);
  private static final int DIM = 7;
  private static final RecordLayout LAYOUT = new RecordLayout(DIM, List.of(0.25f, 0f), true);

  @Test
  void firstValuesDependOnTheKeyAndNotOnTheOrderOfArrival() {
    try (EmbeddingTable one = table(hashed(0, 5));
        EmbeddingTable other = table(hashed(0, 5))) {
      for (long key = 0; key < 100; key++) {
        one.findOrAdd(key * 1_000_003, 0);
        other.findOrAdd((99 - key) * 1_000_003, 0);
      }
      for (long key = 0; key < 100; key++) {
        assertThat(one.weights(key * 1_000_003)).isEqualTo(other.weights(key * 1_000_003));
      }
    }
  }

  @Test
  void tablesAndSeedsAndKeysHaveDifferentFirstValues() {
    List<float[]> rows = new ArrayList<>();
    for (TableSpec spec : List.of(hashed(0, 5), hashed(1, 5), hashed(0, 6))) {
      try (EmbeddingTable table = table(spec)) {
        rows.add(weights(table, table.findOrAdd(3, 0)));
        rows.add(weights(table, table.findOrAdd(4, 0)));
      }
    }
    assertThat(rows.stream().map(row -> row[0]).distinct()).hasSize(rows.size());
    assertThat(rows.stream().map(row -> row[DIM - 1]).distinct()).hasSize(rows.size());
    assertThat(rows.getFirst()).doesNotHaveDuplicates();
  }

  @Test
  void firstValuesFillTheirRangeEvenly() {
    TableSpec sized = new TableSpec("t", 0, DIM, Combiner.SUM, 2, List.of(4L, 10_000L), true, 1);
    try (EmbeddingTable plain = table(hashed(0, 5));
        EmbeddingTable direct = table(sized)) {
      assertRange(plain, 0, 4000, 0, 0.05f);
      assertRange(direct, 4, 4000, 1, 0.01f);
      for (int key = 0; key < 4; key++) {
        for (float w : weights(direct, direct.findOrAdd(key, 0))) {
          assertThat(w).isBetween(-0.5f, 0.5f);
        }
      }
    }
  }

  private static void assertRange(
      EmbeddingTable table, int from, int count, int slot, float bound) {
    int[] quarters = new int[4];
    for (int key = from; key < from + count; key++) {
      for (float w : weights(table, table.findOrAdd(key, slot))) {
        assertThat(w).isGreaterThanOrEqualTo(-bound).isLessThan(bound);
        quarters[(int) Math.floor((w + bound) / (bound / 2))]++;
      }
    }
    for (int quarter : quarters) {
      assertThat(quarter).isBetween(count * DIM / 4 - 500, count * DIM / 4 + 500);
    }
  }

  @Test
  void recordsBeginWithTheStatesOfTheOptimizer() {
    try (EmbeddingTable table = table(hashed(0, 1))) {
      int row = table.findOrAdd(9, 0);
      float[] record = new float[LAYOUT.floats()];
      table.read(row, record, 0, record.length);
      for (int i = 0; i < DIM; i++) {
        assertThat(record[DIM + i]).isEqualTo(0.25f);
        assertThat(record[2 * DIM + i]).isZero();
      }
      assertThat(Float.floatToRawIntBits(record[3 * DIM])).isEqualTo(1);
    }
  }

  /// Enough rows for several chunks of memory and many doublings of the index.
  @Test
  void growthKeepsKeysSlotsAndRecords() {
    RecordLayout wide = new RecordLayout(256, List.of(), false);
    TableSpec spec = new TableSpec("t", 0, 256, Combiner.SUM, 3, List.of(), false, 1);
    Random random = new Random(SEED);
    Map<Long, Integer> rows = new HashMap<>();
    try (EmbeddingTable table = new EmbeddingTable(spec, wide, SharedKeyListener.NONE)) {
      while (rows.size() < 70_000) {
        long key = random.nextInt(4) == 0 ? random.nextLong() : random.nextInt(60_000);
        int slot = (int) (key & 1);
        int row = table.findOrAdd(key, slot);
        Integer before = rows.putIfAbsent(key, row);
        assertThat(row).as("seed %d", SEED).isEqualTo(before == null ? rows.size() - 1 : before);
        if (before == null) {
          table.write(row, new float[] {rows.size()}, 0, 1);
        }
      }
      assertThat(table.rows()).isEqualTo(rows.size());
      assertThat(table.arena().capacityRows()).isGreaterThan(2 * 32_768);
      float[] first = new float[1];
      for (Map.Entry<Long, Integer> entry : rows.entrySet()) {
        int row = entry.getValue();
        table.read(row, first, 0, 1);
        assertThat(first[0]).isEqualTo(row + 1);
        assertThat(table.find(entry.getKey())).isEqualTo(row);
        assertThat(table.key(row)).isEqualTo(entry.getKey());
        assertThat(table.slot(row)).isEqualTo((int) (entry.getKey() & 1));
      }
      assertThat(table.find(61_000)).isEqualTo(-1);
      assertThat(table.sharedKeys()).isZero();
    }
  }

  @Test
  void extremeKeysAreOrdinaryKeys() {
    long[] keys = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE, 0xFFFFFFFFL, 1L << 32};
    try (EmbeddingTable table = table(hashed(0, 1))) {
      for (long key : keys) {
        assertThat(table.find(key)).isEqualTo(-1);
        assertThat(table.weights(key)).isNull();
        table.findOrAdd(key, 2);
      }
      for (int i = 0; i < keys.length; i++) {
        assertThat(table.find(keys[i])).isEqualTo(i);
        assertThat(table.slot(i)).isEqualTo(2);
      }
    }
  }

  @Test
  void directTablesKnowTheSlotOfAKeyAndRejectOthers() {
    TableSpec spec =
        new TableSpec("deep", 0, DIM, Combiner.SUM, 3, List.of(5L, 1L, 40_000L), true, 1);
    try (EmbeddingTable table = table(spec)) {
      assertThat(table.findOrAdd(30_000, 2)).isZero();
      assertThat(table.findOrAdd(5, 1)).isEqualTo(1);
      assertThat(table.findOrAdd(30_000, 2)).isZero();
      assertThat(table.find(4)).isEqualTo(-1);
      assertThat(table.find(-1)).isEqualTo(-1);
      assertThat(table.find(40_006)).isEqualTo(-1);
      assertThat(table.slot(0)).isEqualTo(2);
      assertThat(table.slot(1)).isEqualTo(1);
      assertThatExceptionOfType(DataException.class)
          .isThrownBy(() -> table.findOrAdd(6, 1))
          .withMessage(
              "a key must be one of its slot's: key=6, slot=1, keys of the slot=5..5,"
                  + " slot_size_array=[5, 1, 40000] (table 'deep')");
      assertThat(table.rows()).isEqualTo(2);
    }
  }

  @Test
  void putReplacesWeightsAndResetsStates() {
    try (EmbeddingTable table = table(hashed(0, 1))) {
      int row = table.findOrAdd(1, 0);
      float[] dirty = new float[LAYOUT.floats()];
      Arrays.fill(dirty, 9);
      table.write(row, dirty, 0, dirty.length);
      float[] weights = {0, 1, 2, 3, 4, 5, 6, 7};
      assertThat(table.put(1, 0, weights, 1)).isEqualTo(row);
      table.read(row, dirty, 0, dirty.length);
      assertThat(dirty).startsWith(1, 2, 3, 4, 5, 6, 7, 0.25f);
      assertThat(table.put(2, 0, weights, 0)).isEqualTo(1);
      assertThat(table.weights(2)).containsExactly(0, 1, 2, 3, 4, 5, 6);
    }
  }

  @Test
  void aLayoutThatChangesKeepsEveryRowAndMakesRoom() {
    // A chunk of the arena holds 8 such records, so that every new place may need another.
    int dim = 1 << 20;
    TableSpec spec = new TableSpec("t", 0, dim, Combiner.SUM, 1, List.of(), false, 1);
    try (EmbeddingTable table =
        new EmbeddingTable(spec, new RecordLayout(dim, List.of(), false), SharedKeyListener.NONE)) {
      table.layOut(new long[0]);
      float[] first = new float[9];
      for (int row = 0; row < 8; row++) {
        first[row] = firstWeight(table, table.findOrAdd(row, 0));
      }
      table.layOutAnew(new int[] {7, 3}, new long[] {100, 101, 102});
      assertThat(table.hotRecords()).isEqualTo(5);
      first[8] = firstWeight(table, table.findOrAdd(101, 0));
      RowOccurrences hot = new RowOccurrences();
      hot.distinct = 3;
      hot.distinctRows = new int[] {7, 3, 8};
      table.toRecords(hot);
      assertThat(hot.distinctRows).containsExactly(0, 1, 3);
      table.layOutAnew(new int[] {8}, new long[0]);
      assertThat(table.hotRecords()).isEqualTo(1);
      for (int row = 0; row < first.length; row++) {
        assertThat(firstWeight(table, row)).as("row %d", row).isEqualTo(first[row]);
      }
      assertThat(table.arena().capacityRows()).isEqualTo(16);
    }
  }

  private static float firstWeight(EmbeddingTable table, int row) {
    float[] weights = new float[1];
    table.read(row, weights, 0, 1);
    return weights[0];
  }

  @Test
  void specsCheckThemselves() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TableSpec("a", 0, 0, Combiner.SUM, 1, List.of(), false, 1))
        .withMessage("embedding_vec_size must be > 0: embedding_vec_size=0 (table 'a')");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TableSpec("a", 0, 1, Combiner.SUM, 2, List.of(3L), false, 1))
        .withMessage(
            "slot_size_array must have one size per slot: sizes=[3], slot_num=2 (table 'a')");
  }

  private static TableSpec hashed(int number, long seed) {
    return new TableSpec("t", number, DIM, Combiner.SUM, 3, List.of(), false, seed);
  }

  private static EmbeddingTable table(TableSpec spec) {
    return new EmbeddingTable(spec, LAYOUT, SharedKeyListener.NONE);
  }

  private static float[] weights(EmbeddingTable table, int row) {
    float[] weights = new float[DIM];
    table.read(row, weights, 0, DIM);
    return weights;
  }
}
