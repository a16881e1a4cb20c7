// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.embedding.EmbeddingTable;
import dev.belady.model.Model;
import dev.belady.popularity.HotSet;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The hot rows of a run: which they are, how often they are used, and when they are chosen anew.
///
/// With all rows in memory the hot ones lie together at the front of their table; under a budget
/// they have frames for good. The planner thread works with it; any thread may ask for statistics.
class HotTier {
  private final List<EmbeddingTable> tables;
  private final @Nullable HotSet hotSet;
  private final long interval;
  private final HotAccesses accesses = new HotAccesses();
  private final List<RowHeat> heat = new ArrayList<>();
  private final AtomicInteger choices = new AtomicInteger();

  /// @param hotSet the hot rows; null for none
  /// @param interval batches after which they are chosen anew; 0 for never
  HotTier(List<EmbeddingTable> tables, @Nullable HotSet hotSet, int interval) {
    this.tables = List.copyOf(tables);
    this.hotSet = hotSet;
    this.interval = hotSet == null || interval == 0 ? Long.MAX_VALUE : interval;
    tables.forEach(_ -> heat.add(new RowHeat()));
  }

  /// The hot rows; null for none.
  @Nullable HotSet hotSet() {
    return hotSet;
  }

  /// Puts the hot rows of tables with all rows in memory together.
  void layOut(Model model) {
    if (hotSet != null) {
      HotSets.layOut(hotSet, model);
    }
  }

  /// The hot rows of each table whose memory holds only some rows.
  ///
  /// @param loadedRows rows that each store has
  List<HotRows> rows(List<Integer> loadedRows) {
    List<HotRows> rows = new ArrayList<>();
    for (int t = 0; t < tables.size(); t++) {
      rows.add(hotSet == null ? HotRows.none() : HotRows.of(hotSet.table(t), loadedRows.get(t)));
    }
    return rows;
  }

  /// Batches from one choice of the hot rows to the next.
  long interval() {
    return interval;
  }

  /// Counts the rows of a batch whose row numbers are not replaced by records or rewritten yet,
  /// where that is needed.
  void heatUp(ResolvedBatch batch) {
    if (interval != Long.MAX_VALUE) {
      for (int t = 0; t < heat.size(); t++) {
        heat.get(t).add(batch.occurrences(t));
      }
    }
  }

  /// Chooses the rows that the batches so far used most, as many as were hot at first. All of them
  /// must be in the stores by the time of the next batch.
  List<HotRows> chooseAnew() {
    List<HotRows> rows = new ArrayList<>();
    for (int t = 0; t < tables.size(); t++) {
      int frames = hotSet == null ? 0 : hotSet.table(t).size();
      rows.add(HotRows.of(heat.get(t).hottest(frames), frames));
      heat.get(t).cool();
    }
    choices.incrementAndGet();
    return rows;
  }

  /// The same where all rows are in memory: the hot ones change places with others. For the thread
  /// that trains, between two batches, while the planner rests.
  void layOutAnew() {
    for (int t = 0; t < tables.size(); t++) {
      EmbeddingTable table = tables.get(t);
      if (table.hotRecords() > 0) {
        table.layOutAnew(heat.get(t).hottest(table.hotRecords()));
      }
      heat.get(t).cool();
    }
    choices.incrementAndGet();
  }

  /// How often the rows of each table were used, where the hot rows are chosen anew.
  List<RowHeat> heat() {
    return heat;
  }

  /// The accesses of the batches so far.
  HotAccesses accesses() {
    return accesses;
  }

  /// Counts the accesses of a batch to tables with all rows in memory.
  void countResident(ResolvedBatch batch) {
    if (hotSet != null) {
      for (int t = 0; t < tables.size(); t++) {
        accesses.add(batch.occurrences(t), 0, tables.get(t).hotRecords());
      }
    }
  }

  /// What came of it; null without hot rows.
  @Nullable HotStatistics statistics() {
    return hotSet == null
        ? null
        : new HotStatistics(
            hotSet.rows(), hotSet.bytes(), accesses.all(), accesses.hot(), choices.get());
  }
}
