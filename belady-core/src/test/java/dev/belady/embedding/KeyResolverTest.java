// SPDX-License-Identifier: Apache-2.0
package dev.belady.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.belady.data.DataException;
import dev.belady.data.JaggedKeys;
import dev.belady.kernel.RecordLayout;
import dev.belady.kernel.RowOccurrences;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KeyResolverTest {
  private static final long SEED = Long.getLong("belady.seed", 1);
  private static final int SLOTS = 3;
  private static final int SLOT_KEYS = 400;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void agreesWithAHashMapOverManyRecycledBatches(boolean direct) {
    Random random = new Random(SEED);
    Map<Long, Integer> rows = new HashMap<>();
    RowOccurrences[] recycled = {new RowOccurrences(), new RowOccurrences()};
    try (EmbeddingTable table = table(direct, SharedKeyListener.NONE)) {
      KeyResolver resolver = new KeyResolver(table, true);
      long unknown = 0;
      for (int batch = 0; batch < 200; batch++) {
        boolean training = random.nextInt(5) != 0;
        int hotness = random.nextBoolean() ? 1 : 4;
        JaggedKeys keys = randomKeys(random, random.nextInt(30), hotness, direct);
        RowOccurrences into = recycled[batch % 2];
        String as = "seed %d, batch %d".formatted(SEED, batch);
        int known = rows.size();
        if (training) {
          resolver.resolveForTraining(keys, into);
          for (int i = 0; i < keys.size(); i++) {
            rows.putIfAbsent(keys.keys()[i], rows.size());
          }
          known = rows.size();
          assertTraining(as, keys, into, rows);
        } else {
          known -= random.nextInt(2) * known / 3;
          int expected = 0;
          for (int i = 0; i < keys.size(); i++) {
            expected += rows.getOrDefault(keys.keys()[i], known) < known ? 0 : 1;
          }
          assertThat(resolver.resolveForEvaluation(keys, known, into)).as(as).isEqualTo(expected);
          assertThat(into.distinct).as(as).isZero();
          unknown += expected;
        }
        assertBags(as, keys, into, rows, known);
        assertThat(into.tableRows).as(as).isEqualTo(known);
        assertThat(table.rows()).as(as).isEqualTo(rows.size());
      }
      assertThat(unknown).isPositive();
    }
  }

  private static void assertBags(
      String as, JaggedKeys keys, RowOccurrences into, Map<Long, Integer> rows, int known) {
    assertThat(into.bags).as(as).isEqualTo(keys.bags());
    assertThat(Arrays.copyOf(into.bagOffsets, keys.bags() + 1))
        .as(as)
        .isEqualTo(Arrays.copyOf(keys.offsets(), keys.bags() + 1));
    boolean oneHot = true;
    for (int bag = 0; bag < keys.bags(); bag++) {
      oneHot &= keys.offsets()[bag + 1] - keys.offsets()[bag] == 1;
    }
    assertThat(into.oneHot).as(as).isEqualTo(oneHot);
    for (int o = 0; o < keys.size(); o++) {
      int row = rows.getOrDefault(keys.keys()[o], -1);
      assertThat(into.rows[o]).as(as).isEqualTo(row < known ? row : -1);
    }
  }

  private static void assertTraining(
      String as, JaggedKeys keys, RowOccurrences into, Map<Long, Integer> rows) {
    Map<Integer, List<Integer>> bagsOfRow = new LinkedHashMap<>();
    for (int bag = 0; bag < keys.bags(); bag++) {
      for (int o = keys.offsets()[bag]; o < keys.offsets()[bag + 1]; o++) {
        bagsOfRow.computeIfAbsent(rows.get(keys.keys()[o]), row -> new ArrayList<>()).add(bag);
      }
    }
    assertThat(into.distinct).as(as).isEqualTo(bagsOfRow.size());
    long[] used = new long[(rows.size() + 63) / 64];
    int i = 0;
    for (Map.Entry<Integer, List<Integer>> entry : bagsOfRow.entrySet()) {
      assertThat(into.distinctRows[i]).as(as).isEqualTo(entry.getKey());
      List<Integer> bags = new ArrayList<>();
      for (int o = into.occurrenceOffsets[i]; o < into.occurrenceOffsets[i + 1]; o++) {
        bags.add(into.occurrenceBags[o]);
      }
      assertThat(bags).as(as).isEqualTo(entry.getValue());
      used[entry.getKey() / 64] |= 1L << entry.getKey() % 64;
      i++;
    }
    assertThat(Arrays.copyOf(into.usedRows, used.length)).as(as).isEqualTo(used);
  }

  /// With `direct`, keys of their slots; otherwise any, some of them in several slots.
  private static JaggedKeys randomKeys(Random random, int samples, int hotness, boolean direct) {
    JaggedKeys keys = new JaggedKeys(SLOTS, Math.max(1, samples));
    for (int bag = 0; bag < samples * SLOTS; bag++) {
      long[] bagKeys = new long[hotness == 1 ? 1 : random.nextInt(hotness + 1)];
      for (int i = 0; i < bagKeys.length; i++) {
        double u = random.nextDouble();
        long key = (long) (u * u * SLOT_KEYS);
        bagKeys[i] = direct ? (long) bag % SLOTS * SLOT_KEYS + key : key * 0x1234_5678_9ABCL;
      }
      keys.addBag(bagKeys, 0, bagKeys.length);
    }
    return keys;
  }

  @Test
  void evaluationNotesNoSlots() {
    List<String> heard = new ArrayList<>();
    SharedKeyListener listener = (table, key, firstSlot, secondSlot) -> heard.add(table);
    try (EmbeddingTable table = table(false, listener)) {
      KeyResolver resolver = new KeyResolver(table, false);
      RowOccurrences into = new RowOccurrences();
      resolver.resolveForTraining(oneHot(10, 20, 30), into);
      table.append(40, EmbeddingTable.UNKNOWN_SLOT, new float[table.layout().floats()]);
      resolver.resolveForEvaluation(oneHot(20, 30, 40), table.rows(), into);
      assertThat(heard).isEmpty();
      assertThat(table.sharedKeys()).isZero();
      assertThat(table.slot(3)).isEqualTo(EmbeddingTable.UNKNOWN_SLOT);
    }
  }

  @Test
  void reportsOnceThatSlotsShareAKey() {
    List<String> heard = new ArrayList<>();
    SharedKeyListener listener =
        (table, key, firstSlot, secondSlot) ->
            heard.add(table + " " + key + " " + firstSlot + " " + secondSlot);
    try (EmbeddingTable table = table(false, listener)) {
      KeyResolver resolver = new KeyResolver(table, false);
      RowOccurrences into = new RowOccurrences();
      resolver.resolveForTraining(oneHot(10, 20, 30, 11, 20, 30), into);
      assertThat(heard).isEmpty();
      resolver.resolveForTraining(oneHot(10, 30, 40, 12, 30, 40, 20, 41, 20), into);
      assertThat(heard).containsExactly("deep 30 2 1");
      assertThat(table.sharedKeys()).isEqualTo(2);
      assertThat(into.rows[1]).isEqualTo(into.rows[4]).isEqualTo(2);
      assertThat(table.slot(2)).isEqualTo(2);
      resolver.resolveForTraining(oneHot(50, 50, 30), into);
      assertThat(table.sharedKeys()).isEqualTo(3);
      assertThat(heard).hasSize(1);
    }
  }

  @Test
  void aDirectTableRejectsAKeyOfAnotherSlotInTrainingAndEvaluation() {
    try (EmbeddingTable table = table(true, SharedKeyListener.NONE)) {
      KeyResolver resolver = new KeyResolver(table, false);
      RowOccurrences into = new RowOccurrences();
      for (long wrong : new long[] {399, 800, -1, Long.MAX_VALUE}) {
        String message = "a key must be one of its slot's: key=" + wrong + ", slot=1, keys of the";
        assertThatExceptionOfType(DataException.class)
            .isThrownBy(() -> resolver.resolveForTraining(oneHot(0, wrong, 800), into))
            .withMessageStartingWith(message);
        assertThatExceptionOfType(DataException.class)
            .isThrownBy(() -> resolver.resolveForEvaluation(oneHot(0, wrong, 800), 0, into))
            .withMessageStartingWith(message);
      }
      resolver.resolveForTraining(oneHot(399, 400, 800), into);
      assertThat(into.distinct).isEqualTo(3);
    }
  }

  private static JaggedKeys oneHot(long... bagKeys) {
    JaggedKeys keys = new JaggedKeys(SLOTS, bagKeys.length / SLOTS);
    for (long key : bagKeys) {
      keys.addBag(key);
    }
    return keys;
  }

  private static EmbeddingTable table(boolean direct, SharedKeyListener listener) {
    List<Long> sizes =
        direct ? List.of((long) SLOT_KEYS, (long) SLOT_KEYS, (long) SLOT_KEYS) : List.of();
    return new EmbeddingTable(
        new TableSpec("deep", 0, 4, Combiner.SUM, SLOTS, sizes, direct, 1),
        new RecordLayout(4, List.of(), false),
        listener);
  }
}
