// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belady.config.ModelConfig;
import dev.belady.embedding.EmbeddingTable;
import dev.belady.embedding.SharedKeyListener;
import dev.belady.kernel.KernelProvider;
import dev.belady.kernel.RowOccurrences;
import dev.belady.model.CountedTables;
import dev.belady.model.Model;
import dev.belady.popularity.CountedTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The hot rows of a run against those that a sort of all rows gives.
final class HotRowChooserTest {
  private static final long SEED = Long.getLong("belady.seed", 1);

  /// A row, or a key without one, whose number is above those of all rows.
  private record Candidate(int table, long heat, long number, long key, long bytes) {}

  static IntStream seeds() {
    return IntStream.range(0, 40);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void takesTheRowsWithTheMostAccessesPerByteOfAllTables(int number) {
    Random random = new Random(SEED * 1000 + number);
    long smallBytes = random.nextInt(3) * 600L;
    ModelConfig config =
        TieredModels.config(
            TieredModels.json(random, TieredModels.OPTIMIZERS.get(number % 7), 16, 40),
            "belady.popularity.small_tables=" + smallBytes + "B");
    try (Model model = Model.create(config, KernelProvider.select(), SharedKeyListener.NONE)) {
      List<RowHeat> heat = new ArrayList<>();
      List<Map<Integer, Long>> counts = new ArrayList<>();
      boolean[] takesPart = new boolean[model.tables().size()];
      for (int t = 0; t < takesPart.length; t++) {
        EmbeddingTable table = model.tables().get(t);
        takesPart[t] = random.nextInt(5) > 0;
        if (takesPart[t]) {
          table.layOut(new long[0]);
        }
        List<CountedTable.Field> fields = CountedTables.of(config).get(t).fields();
        addRows(table, fields, random, 30);
        RowHeat ofTable = new RowHeat();
        counts.add(use(table, ofTable, random));
        heat.add(ofTable);
        // Rows that the counted batches have not reached.
        addRows(table, fields, random, 5);
      }
      long budget = random.nextInt(20_000);
      List<HotChoice> chosen = new HotRowChooser(config, model.tables()).choose(heat, budget);
      List<Candidate> expected =
          naive(config, model.tables(), heat, counts, takesPart, smallBytes, budget);
      for (int t = 0; t < takesPart.length; t++) {
        int table = t;
        int known = heat.get(t).rows();
        List<Candidate> ofTable = expected.stream().filter(it -> it.table() == table).toList();
        assertThat(chosen.get(t).rows())
            .as("seed=%d, case=%d, table=%d", SEED, number, t)
            .containsExactly(
                ofTable.stream()
                    .filter(it -> it.number() < known)
                    .mapToInt(it -> (int) it.number())
                    .toArray());
        assertThat(chosen.get(t).newKeys())
            .as("seed=%d, case=%d, table=%d", SEED, number, t)
            .containsExactly(
                ofTable.stream()
                    .filter(it -> it.number() >= known)
                    .mapToLong(Candidate::key)
                    .toArray());
      }
    }
  }

  private static void addRows(
      EmbeddingTable table, List<CountedTable.Field> fields, Random random, int count) {
    for (int i = 0; i < count; i++) {
      int slot = random.nextInt(fields.size());
      long key = fields.get(slot).firstKey() + random.nextLong(fields.get(slot).size());
      table.findOrAdd(random.nextInt(6) == 0 ? (1L << 40) + i : key, slot);
    }
  }

  /// Counts accesses, few or a great many of them, and returns what should have been counted.
  private static Map<Integer, Long> use(EmbeddingTable table, RowHeat heat, Random random) {
    Map<Integer, Long> counts = new HashMap<>();
    for (int batch = 0; batch < 3; batch++) {
      RowOccurrences rows = new RowOccurrences();
      rows.tableRows = table.rows();
      rows.distinctRows = new int[table.rows()];
      rows.occurrenceOffsets = new int[table.rows() + 1];
      int end = 0;
      for (int row = 0; row < table.rows(); row++) {
        if (random.nextInt(3) > 0) {
          int accesses = 1 + random.nextInt(random.nextInt(8) == 0 ? 200_000 : 6);
          counts.merge(row, (long) accesses, Long::sum);
          rows.distinctRows[rows.distinct++] = row;
          end += accesses;
          rows.occurrenceOffsets[rows.distinct] = end;
        }
      }
      heat.add(rows);
    }
    if (random.nextBoolean()) {
      heat.cool();
      counts.replaceAll((_, count) -> count / 2);
    }
    return counts;
  }

  private static List<Candidate> naive(
      ModelConfig config,
      List<EmbeddingTable> tables,
      List<RowHeat> heat,
      List<Map<Integer, Long>> counts,
      boolean[] takesPart,
      long smallBytes,
      long budget) {
    List<Candidate> all = new ArrayList<>();
    for (int t = 0; t < tables.size(); t++) {
      if (!takesPart[t]) {
        continue;
      }
      int known = heat.get(t).rows();
      long bytes = tables.get(t).layout().floats() * 4L;
      Set<Integer> ofSmallFields = new HashSet<>();
      long next = known;
      for (CountedTable.Field field : CountedTables.of(config).get(t).fields()) {
        if (field.size() * bytes > smallBytes) {
          continue;
        }
        long sum = 0;
        for (long key = field.firstKey(); key < field.firstKey() + field.size(); key++) {
          sum += counts.get(t).getOrDefault(tables.get(t).find(key), 0L);
        }
        for (long key = field.firstKey(); key < field.firstKey() + field.size(); key++) {
          int row = tables.get(t).find(key);
          long average = sum / field.size();
          if (row >= 0 && row < known) {
            ofSmallFields.add(row);
            long count = counts.get(t).getOrDefault(row, 0L);
            all.add(new Candidate(t, Math.max(average, count), row, key, bytes));
          } else {
            all.add(new Candidate(t, average, next++, key, bytes));
          }
        }
      }
      int table = t;
      counts
          .get(t)
          .forEach((row, count) -> {
            if (!ofSmallFields.contains(row) && count > 0) {
              all.add(new Candidate(table, count, row, 0, bytes));
            }
          });
    }
    all.sort(
        Comparator.comparingDouble((Candidate it) -> (double) it.heat() / it.bytes())
            .thenComparingLong(Candidate::heat)
            .reversed()
            .thenComparingInt(Candidate::table)
            .thenComparingLong(Candidate::number));
    List<Candidate> taken = new ArrayList<>();
    long left = budget;
    for (Candidate it : all) {
      if (it.bytes() <= left) {
        left -= it.bytes();
        taken.add(it);
      }
    }
    return taken;
  }
}
