// SPDX-License-Identifier: Apache-2.0
package dev.belady.popularity;

import java.util.Arrays;

/// The keys of a table from the hottest to the coldest; equally hot ones by key, so that the order
/// is a function of the heats alone.
final class RankedKeys {
  private static final int INDEX_BITS = 30;

  /// Higher heats are taken for this one: a heat and an index share a long.
  private static final long MOST = (1L << (Long.SIZE - 1 - INDEX_BITS)) - 1;

  private final long[] keys;
  private final long[] heats;

  private RankedKeys(long[] keys, long[] heats) {
    this.keys = keys;
    this.heats = heats;
  }

  /// Ranks `size` keys by their heats, which are accesses, >= 0.
  static RankedKeys of(long[] keys, long[] heats, int size) {
    long[] order = new long[size];
    for (int i = 0; i < size; i++) {
      order[i] = (MOST - Math.min(heats[i], MOST)) << INDEX_BITS | i;
    }
    Arrays.sort(order);
    long[] ranked = new long[size];
    for (int rank = 0; rank < size; rank++) {
      ranked[rank] = keys[(int) order[rank] & ((1 << INDEX_BITS) - 1)];
      order[rank] = MOST - (order[rank] >>> INDEX_BITS);
    }
    int from = 0;
    for (int to = 1; to <= size; to++) {
      if (to == size || order[to] != order[from]) {
        Arrays.sort(ranked, from, to);
        from = to;
      }
    }
    return new RankedKeys(ranked, order);
  }

  /// Ranks the rows of a table: those of small fields, and the others that were accessed often
  /// enough. 32 bytes for each row meanwhile.
  ///
  /// @param leastCounts for each slot the fewest accesses of a row of a field that is not small
  static RankedKeys of(AccessLog log, int table, SmallFields small, long[] leastCounts) {
    KeyCounts counts = log.counts(table);
    int size = small.rows(table);
    for (int place = 0; place < counts.places(); place++) {
      size += isWanted(counts, place, table, small, leastCounts) ? 1 : 0;
    }
    long[] keys = new long[size];
    long[] heats = new long[size];
    int found = 0;
    for (int place = 0; place < counts.places(); place++) {
      if (isWanted(counts, place, table, small, leastCounts)) {
        keys[found] = counts.keyAt(place);
        heats[found++] = counts.countAt(place);
      }
    }
    for (int slot = 0; slot < leastCounts.length; slot++) {
      CountedTable.Field field = log.tables().get(table).fields().get(slot);
      if (small.holds(table, slot)) {
        for (long key = field.firstKey(); field.holds(key); key++) {
          keys[found] = key;
          heats[found++] = small.heat(table, slot, key);
        }
      }
    }
    return of(keys, heats, size);
  }

  private static boolean isWanted(
      KeyCounts counts, int place, int table, SmallFields small, long[] leastCounts) {
    if (!counts.holds(place)) {
      return false;
    }
    int slot = counts.slotAt(place);
    return !small.holds(table, slot) && counts.countAt(place) >= leastCounts[slot];
  }

  int size() {
    return keys.length;
  }

  /// The key of a rank, 0 for the hottest.
  long key(int rank) {
    return keys[rank];
  }

  /// The heat of the key of a rank.
  long heat(int rank) {
    return heats[rank];
  }

  HotTable asHotTable(CountedTable table) {
    return new HotTable(table.name(), table.recordBytes(), keys, heats);
  }
}
