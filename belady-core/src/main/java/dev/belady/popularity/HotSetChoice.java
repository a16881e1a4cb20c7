// SPDX-License-Identifier: Apache-2.0
package dev.belady.popularity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Takes rows in the order of their heat until a budget is spent.
final class HotSetChoice {
  private HotSetChoice() {}

  /// The hot set of the hottest rows of an order that `budgetBytes` hold.
  static HotSet of(AccessLog log, HeatOrder order, long budgetBytes) {
    List<Rows> taken = new ArrayList<>();
    log.tables().forEach(_ -> taken.add(new Rows()));
    order.take(
        budgetBytes,
        () -> {
          int table = order.table();
          taken.get(table).add(order.key(), log.counts(table).count(order.key()));
        });
    List<HotTable> hot = new ArrayList<>();
    for (int table = 0; table < taken.size(); table++) {
      Rows rows = taken.get(table);
      hot.add(RankedKeys.of(rows.keys, rows.counts, rows.size).asHotTable(log.tables().get(table)));
    }
    return new HotSet(hot, log.samples());
  }

  /// Growing columns of keys and counts.
  private static final class Rows {
    private long[] keys = new long[16];
    private long[] counts = new long[16];
    private int size;

    void add(long key, long count) {
      if (size == keys.length) {
        keys = Arrays.copyOf(keys, 2 * size);
        counts = Arrays.copyOf(counts, 2 * size);
      }
      keys[size] = key;
      counts[size++] = count;
    }
  }
}
