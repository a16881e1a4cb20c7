// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.config.ModelConfig;
import dev.belady.config.PopularitySpec;
import dev.belady.embedding.EmbeddingTable;
import dev.belady.model.Model;
import dev.belady.popularity.CoverageEstimate;
import dev.belady.popularity.HotSet;
import dev.belady.popularity.HotTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The hot rows of a run: which they are, how often they are used, and when they are chosen anew.
///
/// With all rows in memory the hot ones lie together at the front of their table; under a budget
/// they have frames for good. The planner thread works with it; any thread may ask for statistics.
class HotTier {
  private final List<EmbeddingTable> tables;
  private final @Nullable HotSet hotSet;
  private final long interval;
  private final HotRowChooser chooser;
  private final @Nullable CoverageEstimate estimate;
  private final HotAccesses accesses = new HotAccesses();
  private final List<RowHeat> heat = new ArrayList<>();
  private volatile Held held;

  /// The hot rows of each table, used or not, and how often they were chosen anew.
  private record Held(List<Integer> rows, int choices) {}

  /// @param config the configuration of the tables
  /// @param hotSet the hot rows; null for none
  /// @param interval batches after which they are chosen anew; 0 for never
  HotTier(ModelConfig config, List<EmbeddingTable> tables, @Nullable HotSet hotSet, int interval) {
    this(config, tables, hotSet, interval, null);
  }

  /// @param config the configuration of the tables
  /// @param hotSet the hot rows; null for none
  /// @param interval batches after which they are chosen anew; 0 for never
  /// @param estimate what they can be expected to be worth; null where nobody knows
  private HotTier(
      ModelConfig config,
      List<EmbeddingTable> tables,
      @Nullable HotSet hotSet,
      int interval,
      @Nullable CoverageEstimate estimate) {
    this.tables = List.copyOf(tables);
    this.hotSet = hotSet;
    this.interval = hotSet == null || interval == 0 ? Long.MAX_VALUE : interval;
    this.chooser = new HotRowChooser(config, tables);
    this.estimate = estimate;
    this.held =
        new Held(
            hotSet == null
                ? Collections.nCopies(tables.size(), 0)
                : hotSet.tables().stream().map(HotTable::size).toList(),
            0);
    tables.forEach(_ -> heat.add(new RowHeat()));
  }

  /// The hot rows; null for none.
  @Nullable HotSet hotSet() {
    return hotSet;
  }

  /// The hot rows of a configuration.
  ///
  /// @param estimate what they can be expected to be worth; null where nobody knows
  static HotTier of(
      ModelConfig config,
      List<EmbeddingTable> tables,
      HotSet hotSet,
      @Nullable CoverageEstimate estimate) {
    int interval = config.belady().popularity().map(PopularitySpec::recalibrate).orElse(0);
    return new HotTier(config, tables, hotSet, interval, estimate);
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

  /// Chooses the rows that the batches so far used most, of all tables together, as many bytes of
  /// them as were hot at first. They must be in the stores by the time of the next batch.
  List<HotRows> chooseAnew() {
    List<HotChoice> chosen = choose();
    List<HotRows> rows = new ArrayList<>();
    for (int t = 0; t < tables.size(); t++) {
      HotRows ofTable = HotRows.of(chosen.get(t), heat.get(t).rows());
      ofTable.learn(tables.get(t));
      rows.add(ofTable);
    }
    return rows;
  }

  /// Says that the rows of [#chooseAnew] have frames from now on.
  void take(List<HotRows> rows) {
    held = new Held(rows.stream().map(HotRows::frames).toList(), held.choices() + 1);
  }

  /// Takes the frames from all hot rows until the next choice, because batches need them.
  ///
  /// @return no hot rows
  List<HotRows> giveUp() {
    held = new Held(Collections.nCopies(tables.size(), 0), held.choices());
    return tables.stream().map(_ -> HotRows.none()).toList();
  }

  /// How often the hot rows were chosen anew.
  int choices() {
    return held.choices();
  }

  /// Chooses anew where all rows are in memory: the hot ones change places with others. For the
  /// thread that trains, between two batches, while the planner rests.
  void layOutAnew() {
    List<HotChoice> chosen = choose();
    List<Integer> rows = new ArrayList<>(held.rows());
    for (int t = 0; t < tables.size(); t++) {
      if (HotRowChooser.takesPart(tables.get(t))) {
        tables.get(t).layOutAnew(chosen.get(t).rows(), chosen.get(t).newKeys());
        rows.set(t, chosen.get(t).size());
      }
    }
    held = new Held(List.copyOf(rows), held.choices() + 1);
  }

  private List<HotChoice> choose() {
    HotSet first = Objects.requireNonNull(hotSet);
    long bytes = 0;
    for (int t = 0; t < tables.size(); t++) {
      bytes += HotRowChooser.takesPart(tables.get(t)) ? first.table(t).bytes() : 0;
    }
    List<HotChoice> chosen = chooser.choose(heat, bytes);
    heat.forEach(RowHeat::cool);
    return chosen;
  }

  /// The hot rows of each table, used or not.
  List<Integer> rowsHeld() {
    return held.rows();
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
    if (hotSet == null) {
      return null;
    }
    Held now = held;
    long rows = 0;
    long bytes = 0;
    for (int t = 0; t < tables.size(); t++) {
      rows += now.rows().get(t);
      bytes += now.rows().get(t) * HotRowChooser.recordBytes(tables.get(t));
    }
    return new HotStatistics(rows, bytes, accesses.all(), accesses.hot(), now.choices(), estimate);
  }
}
