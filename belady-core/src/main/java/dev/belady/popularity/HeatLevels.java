// SPDX-License-Identifier: Apache-2.0
package dev.belady.popularity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// For each key of a log the smallest of some budgets whose hot set holds its row.
final class HeatLevels {
  /// The level of a row that no budget holds.
  static final int NEVER = 127;

  private final List<byte[]> levels = new ArrayList<>();

  /// Levels of the keys of `log` by the heat that another log of the same tables, or the same one,
  /// says they have.
  ///
  /// @param budgets bytes, rising, at most [#NEVER] of them
  HeatLevels(AccessLog log, AccessLog heat, long smallFieldBytes, long[] budgets) {
    for (int table = 0; table < log.tables().size(); table++) {
      byte[] ofTable = new byte[log.counts(table).places()];
      Arrays.fill(ofTable, (byte) NEVER);
      levels.add(ofTable);
    }
    HeatOrder order = new HeatOrder(heat, new SmallFields(heat, smallFieldBytes));
    long bytes = 0;
    int level = 0;
    while (order.advance(Long.MAX_VALUE)) {
      bytes += log.tables().get(order.table()).recordBytes();
      while (level < budgets.length && budgets[level] < bytes) {
        level++;
      }
      int place = log.counts(order.table()).find(order.key());
      if (place >= 0) {
        levels.get(order.table())[place] = (byte) (level < budgets.length ? level : NEVER);
      }
    }
  }

  /// The level of the key at a place of the log.
  int at(int table, int place) {
    return levels.get(table)[place];
  }
}
