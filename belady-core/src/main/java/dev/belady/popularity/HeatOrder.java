// SPDX-License-Identifier: Apache-2.0
package dev.belady.popularity;

import java.util.ArrayList;
import java.util.List;

/// Walks through the rows of several tables by benefit per byte: accesses over bytes of the record,
/// highest first; equal ones by accesses, then table, then key.
final class HeatOrder {
  private final List<RankedKeys> tables = new ArrayList<>();
  private final int[] recordBytes;
  private final int[] next;
  private int table = -1;

  /// The order of the rows that a log knows, and of those of its small fields.
  HeatOrder(AccessLog log, SmallFields small) {
    this(log, small, 0);
  }

  /// The order of the rows of small fields, and of those others that get at least the part
  /// `threshold` of the accesses to their field.
  HeatOrder(AccessLog log, SmallFields small, double threshold) {
    this.recordBytes = log.tables().stream().mapToInt(CountedTable::recordBytes).toArray();
    this.next = new int[recordBytes.length];
    for (int number = 0; number < next.length; number++) {
      long[] leastCounts = ThresholdSearch.leastCounts(threshold, log, number);
      tables.add(RankedKeys.of(log, number, small, leastCounts));
    }
  }

  /// Goes to the next row whose record has at most `mostBytes` bytes; false if there is none.
  boolean advance(long mostBytes) {
    table = -1;
    for (int other = 0; other < next.length; other++) {
      if (next[other] < tables.get(other).size()
          && recordBytes[other] <= mostBytes
          && (table < 0 || isHotter(other, table))) {
        table = other;
      }
    }
    if (table < 0) {
      return false;
    }
    next[table]++;
    return true;
  }

  /// Goes on as long as rows fit into a budget.
  ///
  /// @param taken called at each row that does
  void take(long budgetBytes, Runnable taken) {
    long leftBytes = budgetBytes;
    while (advance(leftBytes)) {
      leftBytes -= recordBytes[table];
      taken.run();
    }
  }

  /// Whether the row comes after one of so much heat.
  boolean isAfter(int otherTable, long heat, long key) {
    long rowHeat = tables.get(table).heat(next[table] - 1);
    int byBenefit = Long.compare(heat * recordBytes[table], rowHeat * recordBytes[otherTable]);
    if (byBenefit != 0 || heat != rowHeat) {
      return byBenefit != 0 ? byBenefit > 0 : heat > rowHeat;
    }
    return otherTable != table ? otherTable < table : key < key();
  }

  /// The table of the row.
  int table() {
    return table;
  }

  /// The key of the row.
  long key() {
    return tables.get(table).key(next[table] - 1);
  }

  private boolean isHotter(int one, int other) {
    long oneHeat = tables.get(one).heat(next[one]);
    long otherHeat = tables.get(other).heat(next[other]);
    // Heats are below 2^33, so that the products fit.
    int byBenefit = Long.compare(oneHeat * recordBytes[other], otherHeat * recordBytes[one]);
    return byBenefit != 0 ? byBenefit > 0 : oneHeat > otherHeat;
  }
}
