// SPDX-License-Identifier: Apache-2.0
package dev.belady.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.belady.data.DataException;
import dev.belady.data.JaggedKeys;
import dev.belady.kernel.RecordLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The key indexes against a map of the JDK.
class KeyIndexTest {
  private static final int SLOTS = 3;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void aHashIndexIsAMap(int seed) {
    Random random = new Random(seed);
    HashKeyIndex index = new HashKeyIndex(hashed(), SharedKeyListener.NONE);
    Map<Long, Integer> rows = new HashMap<>();
    List<Long> keys = new ArrayList<>();
    long range = seed % 2 == 0 ? 30_000 : Long.MAX_VALUE;
    for (int i = 0; i < 60_000; i++) {
      // Multiples of large powers of two, negative keys and 0 are the hard ones.
      long key = (random.nextLong(range) - range / 2) << (seed > 4 ? 32 : 0);
      int row = index.findOrAdd(key, 0, rows.size());
      assertThat(row)
          .as("seed=%d, key=%d", seed, key)
          .isEqualTo(rows.getOrDefault(key, rows.size()));
      if (rows.putIfAbsent(key, row) == null) {
        keys.add(key);
        assertThat(index.key(row)).isEqualTo(key);
      }
    }
    for (Map.Entry<Long, Integer> entry : rows.entrySet()) {
      assertThat(index.find(entry.getKey())).isEqualTo(entry.getValue());
    }
    JaggedKeys batch = new JaggedKeys(1, 1);
    int[] expected = new int[1000];
    int unknown = 0;
    for (int o = 0; o < expected.length; o++) {
      long key = o % 3 == 0 ? random.nextLong() : keys.get(random.nextInt(keys.size()));
      batch.addBag(key);
      expected[o] = rows.getOrDefault(key, -1);
      unknown += expected[o] < 0 ? 1 : 0;
    }
    int[] found = new int[expected.length];
    assertThat(index.findAll(batch, true, found)).isEqualTo(unknown);
    assertThat(found).isEqualTo(expected);
    index.clear();
    assertThat(index.find(keys.getFirst())).isEqualTo(-1);
    assertThat(index.findOrAdd(keys.getLast(), 1, 0)).isZero();
    assertThat(index.slot(0)).isEqualTo(1);
  }

  @Test
  void aRowOfAHashedTableTakesAboutTwentyBytes() {
    double sum = 0;
    int sizes = 0;
    for (long rows = 1 << 16; rows < 1L << 30; rows += rows / 50) {
      long bytes = HashKeyIndex.bytes(rows);
      assertThat(bytes).isBetween(17 * rows, 28 * rows + 200_000);
      sum += (double) bytes / rows;
      sizes++;
    }
    assertThat(sum / sizes).isLessThan(22);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 0x5851F42D4C957F2DL, 1L << 40})
  void itTakesWhatTheFormulaSaysAtEverySize(long stride) {
    HashKeyIndex index = new HashKeyIndex(hashed(), SharedKeyListener.NONE);
    int rows = 300_000;
    for (int row = 0; row < rows; row++) {
      assertThat(index.findOrAdd(row * stride, row % SLOTS, row)).isEqualTo(row);
      if (Integer.bitCount(row + 1) <= 2 || row % 1000 == 0) {
        assertThat(index.allocatedBytes())
            .as("rows=%d", row + 1)
            .isLessThanOrEqualTo(HashKeyIndex.bytes(row + 1));
        for (int r = row; r >= 0; r -= 1 + row / 50) {
          assertThat(index.find(r * stride)).as("rows=%d", row + 1).isEqualTo(r);
          assertThat(index.slot(r)).as("rows=%d", row + 1).isEqualTo(r % SLOTS);
        }
      }
    }
  }

  @Test
  void aKeyThatDoesNotFitInItsEntryIsNotMistakenForAnother() {
    HashKeyIndex index = new HashKeyIndex(hashed(), SharedKeyListener.NONE);
    List<Long> keys = new ArrayList<>();
    // Each key four times: the same lower half below several upper ones; and all with one hash but
    // for its middle bits, so that one segment must double.
    for (long low = 0; low < 1000; low++) {
      for (long high : new long[] {0, 1, 1L << 20, 1L << 31}) {
        keys.add(high << 32 | low);
      }
    }
    for (long middle = 0; middle < 40_000; middle++) {
      keys.add(keyWithHash(0x1234_5678_0000_0000L | middle));
    }
    for (int row = 0; row < keys.size(); row++) {
      assertThat(index.findOrAdd(keys.get(row), 0, row)).as("row=%d", row).isEqualTo(row);
    }
    JaggedKeys batch = new JaggedKeys(1, 1);
    for (long key : keys) {
      batch.addBag(key);
    }
    batch.addBag(7L << 32);
    int[] found = new int[keys.size() + 1];
    assertThat(index.findAll(batch, false, found)).isEqualTo(1);
    for (int row = 0; row < keys.size(); row++) {
      assertThat(found[row]).as("row=%d", row).isEqualTo(row);
    }
    assertThat(found[keys.size()]).isEqualTo(-1);
  }

  /// The inverse of the hash of the index.
  private static long keyWithHash(long hash) {
    long inverse = 1;
    for (int i = 0; i < 6; i++) {
      inverse *= 2 - 0x9E3779B97F4A7C15L * inverse;
    }
    long key = (hash ^ (hash >>> 32)) * inverse;
    return key ^ (key >>> 32);
  }

  @Test
  void aTableOfTenToTheElevenRowsTakesNothingUntilRowsAreUsed() {
    long size = 40_000_000_000L;
    TableSpec spec =
        new TableSpec("huge", 0, 8, Combiner.SUM, SLOTS, List.of(size, size, size), true, 1);
    RecordLayout layout = new RecordLayout(8, List.of(), false);
    assertThat(EmbeddingTable.indexBytes(spec, 0)).isLessThan(100_000);
    try (EmbeddingTable table = new EmbeddingTable(spec, layout, SharedKeyListener.NONE)) {
      assertThat(table.findOrAdd(3 * size - 1, 2)).isZero();
      assertThat(table.findOrAdd(size, 1)).isEqualTo(1);
      assertThat(table.slot(0)).isEqualTo(2);
      assertThatExceptionOfType(DataException.class)
          .isThrownBy(() -> table.findOrAdd(size, 2))
          .withMessageContaining("a key must be one of its slot's: key=40000000000, slot=2");
      assertThatExceptionOfType(DataException.class).isThrownBy(() -> table.findOrAdd(3 * size, 2));
      JaggedKeys keys = new JaggedKeys(SLOTS, 1);
      keys.addBag(1);
      keys.addBag(size);
      keys.addBag(size);
      assertThatExceptionOfType(DataException.class)
          .isThrownBy(() -> table.index().findAll(keys, false, new int[3]));
    }
  }

  /// Keys that lie together share pages; keys all over take a page each, up to all pages.
  @Test
  void aDirectIndexTakesThePagesOfItsKeys() {
    long size = 1_000_000;
    TableSpec spec =
        new TableSpec("direct", 0, 8, Combiner.SUM, SLOTS, List.of(size, size, size), true, 1);
    long pages = 4 * 4096;
    DirectKeyIndex together = new DirectKeyIndex(spec);
    DirectKeyIndex apart = new DirectKeyIndex(spec);
    for (int row = 0; row < 100; row++) {
      together.findOrAdd(row, 0, row);
      apart.findOrAdd(row * 10_000L, 0, row);
    }
    long none = new DirectKeyIndex(spec).bytesWhenGrown(0, 0, 100) - 100 * pages;
    assertThat(together.bytesWhenGrown(50, 100, 100)).isEqualTo(none + pages);
    assertThat(apart.bytesWhenGrown(50, 100, 100)).isEqualTo(none + 100 * pages);
    assertThat(together.bytesWhenGrown(50, 100, 200)).isEqualTo(none + 2 * pages);
    assertThat(apart.bytesWhenGrown(50, 100, 3 * size))
        .isEqualTo(DirectKeyIndex.bytes(3 * size, 3 * size));
    together.clear();
    assertThat(together.bytesWhenGrown(0, 0, 0)).isLessThan(none);
  }

  /// Keys that are numbered by popularity: the first rows share pages, later ones lie alone. Looked
  /// at are the first draws, and what is foretold for many more is compared with what they take.
  @ParameterizedTest
  @ValueSource(doubles = {1.05, 1.2, 1.5})
  void aDirectIndexOfRankedKeysIsForetold(double exponent) {
    int size = 1 << 24;
    TableSpec spec = new TableSpec("ranked", 0, 8, Combiner.SUM, 1, List.of((long) size), true, 1);
    DirectKeyIndex index = new DirectKeyIndex(spec);
    SplittableRandom random = new SplittableRandom(5);
    int rows = 0;
    int half = 0;
    int seen = 0;
    DirectKeyIndex looked = new DirectKeyIndex(spec);
    for (int draw = 0; draw < 2_000_000; draw++) {
      // A continuous power law by inversion.
      double tail = 1 - Math.pow(size, 1 - exponent);
      long key = (long) Math.pow(1 - random.nextDouble() * tail, 1 / (1 - exponent)) - 1;
      key = Math.clamp(key, 0, size - 1);
      if (draw < 20_000) {
        seen += looked.findOrAdd(key, 0, seen) == seen ? 1 : 0;
        half = draw < 10_000 ? seen : half;
      }
      rows += index.findOrAdd(key, 0, rows) == rows ? 1 : 0;
    }
    long foretold = looked.bytesWhenGrown(half, seen, rows);
    long taken = index.bytesWhenGrown(rows, rows, rows);
    assertThat(foretold).isBetween(taken * 9 / 10, taken * 2);
  }

  private static TableSpec hashed() {
    return new TableSpec("hashed", 0, 4, Combiner.SUM, SLOTS, List.of(), false, 1);
  }
}
