// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.config.ByteSize;
import dev.belady.config.ModelConfig;
import dev.belady.config.PopularitySpec;
import dev.belady.embedding.EmbeddingTable;
import dev.belady.model.CountedTables;
import dev.belady.popularity.CountedTable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// Chooses the hot rows of all tables together from the accesses of a run, by the rule by which
/// [dev.belady.popularity.Calibrator] chooses them from a sample: the most accesses per byte of the
/// record first; equal ones by accesses, table, row. Each row of a small field, seen or not, is as
/// hot as the field's average row at least.
///
/// So the bytes of hot rows go where the accesses are, from table to table. Deterministic. For
/// memory see [RankedRows]; it takes little more rows than will be chosen, and those of small
/// fields.
final class HotRowChooser {
  private final List<EmbeddingTable> tables;
  private final List<List<CountedTable.Field>> smallFields = new ArrayList<>();

  /// The chooser of a configuration, for its tables.
  HotRowChooser(ModelConfig config, List<EmbeddingTable> tables) {
    this.tables = List.copyOf(tables);
    long smallBytes =
        config
            .belady()
            .popularity()
            .map(PopularitySpec::smallTables)
            .map(ByteSize::bytes)
            .orElse(0L);
    for (CountedTable table : CountedTables.of(config)) {
      long mostKeys = smallBytes / table.recordBytes();
      smallFields.add(
          table.fields().stream()
              .filter(field -> field.size() > 0 && field.size() <= mostKeys)
              .toList());
    }
  }

  /// Whether a table can have hot rows: not one in memory whose optimizer moves every row.
  static boolean takesPart(EmbeddingTable table) {
    return table.framedRows() != null || table.isLaidOut();
  }

  /// The bytes of a row with its optimizer state.
  static long recordBytes(EmbeddingTable table) {
    return table.layout().floats() * (long) Float.BYTES;
  }

  /// Chooses the hot rows of each table.
  ///
  /// @param heat what was counted
  /// @param budget the most bytes of all of them
  List<HotChoice> choose(List<RowHeat> heat, long budget) {
    List<RankedRows> ranked = new ArrayList<>();
    List<BitSet> small = new ArrayList<>();
    List<int[]> rowsOfCounts = new ArrayList<>();
    for (int t = 0; t < tables.size(); t++) {
      RankedRows ofTable = new RankedRows(heat.get(t).rows());
      ranked.add(ofTable);
      small.add(takesPart(tables.get(t)) ? addSmallFields(t, heat.get(t), ofTable) : new BitSet());
      rowsOfCounts.add(
          takesPart(tables.get(t)) ? heat.get(t).rowsOfCounts(small.get(t)) : new int[1]);
    }
    long[] most = mostRows(rowsOfCounts, budget);
    for (int t = 0; t < tables.size(); t++) {
      if (takesPart(tables.get(t))) {
        for (int row : heat.get(t).hottest(most[t], rowsOfCounts.get(t), small.get(t))) {
          ranked.get(t).add(heat.get(t).count(row), row);
        }
        ranked.get(t).rank();
      }
    }
    take(ranked, budget);
    return ranked.stream().map(RankedRows::choice).toList();
  }

  /// Adds all rows of the small fields of a table.
  ///
  /// @return those that there are
  private BitSet addSmallFields(int number, RowHeat heat, RankedRows ranked) {
    EmbeddingTable table = tables.get(number);
    BitSet rows = new BitSet();
    for (CountedTable.Field field : smallFields.get(number)) {
      long accesses = 0;
      for (long i = 0; i < field.size(); i++) {
        int row = table.find(field.firstKey() + i);
        accesses += row < 0 ? 0 : heat.count(row);
      }
      int average = (int) (accesses / field.size());
      for (long i = 0; i < field.size(); i++) {
        long key = field.firstKey() + i;
        int row = table.find(key);
        // A row that the batches so far have not reached may be known, but is in no store yet.
        if (row < 0 || row >= heat.rows()) {
          ranked.addNew(average, key);
        } else {
          ranked.add(Math.max(average, heat.count(row)), row);
          rows.set(row);
        }
      }
    }
    return rows;
  }

  /// For each table a number of rows that no choice exceeds, beside the rows of small fields and
  /// those of [RowHeat#TOP_CLASS]: what the budget holds when it is spent count by count, and what
  /// the rest of it, less than a row of some table, holds of smaller rows.
  private long[] mostRows(List<int[]> rowsOfCounts, long budget) {
    long[] most = new long[tables.size()];
    int[] next = new int[tables.size()];
    long largest = 0;
    for (int t = 0; t < most.length; t++) {
      next[t] = below(rowsOfCounts.get(t), rowsOfCounts.get(t).length - 1);
      most[t] = rowsOfCounts.get(t).length > 1 ? rowsOfCounts.get(t)[RowHeat.TOP_CLASS] : 0;
      largest = Math.max(largest, recordBytes(tables.get(t)));
    }
    long left = budget;
    while (left > 0) {
      int hottest = -1;
      for (int t = 0; t < most.length; t++) {
        if (next[t] > 0 && (hottest < 0 || isHotter(t, next[t], hottest, next[hottest]))) {
          hottest = t;
        }
      }
      if (hottest < 0) {
        break;
      }
      int[] ofTable = rowsOfCounts.get(hottest);
      most[hottest] += ofTable[next[hottest]];
      left -= ofTable[next[hottest]] * recordBytes(tables.get(hottest));
      next[hottest] = below(ofTable, next[hottest]);
    }
    for (int t = 0; t < most.length; t++) {
      most[t] += largest / recordBytes(tables.get(t));
    }
    return most;
  }

  /// The highest count below `count` that some row has, or 0.
  private static int below(int[] rowsOfCounts, int count) {
    int below = Math.max(0, count - 1);
    while (below > 0 && rowsOfCounts[below] == 0) {
      below--;
    }
    return below;
  }

  private void take(List<RankedRows> ranked, long budget) {
    long left = budget;
    while (true) {
      int hottest = -1;
      for (int t = 0; t < ranked.size(); t++) {
        RankedRows rows = ranked.get(t);
        if (rows.hasNext()
            && recordBytes(tables.get(t)) <= left
            && (hottest < 0
                || isHotter(t, rows.nextHeat(), hottest, ranked.get(hottest).nextHeat()))) {
          hottest = t;
        }
      }
      if (hottest < 0) {
        return;
      }
      ranked.get(hottest).takeNext();
      left -= recordBytes(tables.get(hottest));
    }
  }

  private boolean isHotter(int table, long heat, int otherTable, long otherHeat) {
    int byBenefit =
        Long.compare(
            heat * recordBytes(tables.get(otherTable)), otherHeat * recordBytes(tables.get(table)));
    return byBenefit != 0 ? byBenefit > 0 : heat > otherHeat;
  }
}
