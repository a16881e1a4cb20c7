// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.config.EvictionSpec;
import dev.belady.embedding.EmbeddingTable;
import dev.belady.lookahead.BatchPlanner;
import dev.belady.lookahead.CapacityFloor;
import dev.belady.lookahead.LookaheadConfig;
import dev.belady.lookahead.LookaheadPlanner;
import dev.belady.lookahead.PinnedRows;
import dev.belady.lookahead.WindowInstallPlanner;
import dev.belady.lookahead.WindowSets;
import dev.belady.tier.FrameRows;
import dev.belady.tier.FramedRows;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Plans which rows are in which frames for all tables, and rewrites resolved batches from row
/// numbers to frame numbers; for the planner thread.
final class FramePlanner {
  /// The frames beside the sets are 1 / `TRANSIENT_ROOM` more than the first batches need.
  private static final int TRANSIENT_ROOM = 4;

  private final int depth;
  private FrameSplit split;
  private final List<TablePlan> tables = new ArrayList<>();
  private final RowUseCounter uses = new RowUseCounter();

  /// What the mover must do before frames can be split anew or given to other hot rows.
  ///
  /// @param split the new split
  /// @param frames the frames of each table, those of the hot rows included
  /// @param dirtyRows for each table the rows whose newest contents only a frame has
  record Restart(FrameSplit split, List<Integer> frames, List<FrameRows> dirtyRows) {
    List<Integer> halfBufferRows() {
      return split.frames().stream().map(FrameSplit::halfBufferRows).toList();
    }
  }

  /// A planner for empty frames, of which it makes as many as `split` says, and those of the hot
  /// rows.
  ///
  /// @param depth batches known when one is planned
  /// @param eviction who decides which rows leave
  /// @param first the first batches, resolved
  /// @param hot the hot rows of each table
  /// @param logs where the plans go, or come from
  FramePlanner(
      List<EmbeddingTable> embeddings,
      FrameSplit split,
      int depth,
      EvictionSpec eviction,
      Collection<ResolvedBatch> first,
      List<HotRows> hot,
      PlanLogs logs) {
    this.depth = depth;
    this.split = split;
    for (int t = 0; t < embeddings.size(); t++) {
      int number = t;
      int frames = split.frames().get(t);
      LookaheadConfig config = new LookaheadConfig(frames, depth, split.issueDistance());
      EmbeddingTable table = embeddings.get(t);
      HotRows hotRows = hot.get(t);
      rows(table).reserve(frames + hotRows.frames(), FrameSplit.halfBufferRows(frames));
      BatchPlanner planner =
          logs.planner(
              t,
              config,
              row -> table.key((int) row),
              () ->
                  switch (eviction) {
                    case EvictionSpec.Lookahead() -> new LookaheadPlanner(config, PinnedRows.NONE);
                    case EvictionSpec.WindowInstall windowInstall ->
                        windowInstall(
                            config, windowInstall, transientFrames(config, first, number, hotRows));
                  });
      tables.add(new TablePlan(table, config, planner, hotRows));
    }
  }

  private static BatchPlanner windowInstall(
      LookaheadConfig config, EvictionSpec.WindowInstall eviction, int aside) {
    int frames = config.capacityFrames();
    int most = eviction.mostSets() == 0 ? frames : eviction.mostSets();
    return new WindowInstallPlanner(
        config, WindowSets.within(frames, aside, most, eviction.ways(), eviction.seed()));
  }

  /// The frames beside the sets: what the rows of the batches in flight need if none has a place in
  /// its set, and a part more for batches with more rows than the first ones.
  private static int transientFrames(
      LookaheadConfig config, Collection<ResolvedBatch> first, int table, HotRows hot) {
    CapacityFloor floor = new CapacityFloor(config.issueDistance());
    for (ResolvedBatch batch : first) {
      long[] rows = hot.others(batch.occurrences(table));
      floor.add(rows, rows.length);
    }
    return floor.frames() + floor.frames() / TRANSIENT_ROOM;
  }

  /// Says how many rows of each table the stores have, before the first batch: rows that were
  /// loaded.
  void restore(List<Integer> loadedRows) {
    for (int t = 0; t < tables.size(); t++) {
      for (int row = 0; row < loadedRows.get(t); row++) {
        tables.get(t).restore(row);
      }
    }
  }

  /// The rows of a table that has a store.
  static FramedRows rows(EmbeddingTable table) {
    FramedRows rows = table.framedRows();
    if (rows == null) {
      throw new IllegalStateException("table '" + table.spec().name() + "' has no store");
    }
    return rows;
  }

  /// Adds the next batch that becomes known.
  void add(ResolvedBatch batch) {
    for (int t = 0; t < tables.size(); t++) {
      tables.get(t).add(batch.occurrences(t));
    }
  }

  /// Says that the next batch, if there is one, will not be known before those known now are
  /// planned.
  void hold() {
    tables.forEach(TablePlan::hold);
  }

  /// Whether every table has the frames that the oldest batch that was added takes.
  boolean fits() {
    for (TablePlan table : tables) {
      if (!table.fits()) {
        return false;
      }
    }
    return true;
  }

  /// Splits the frames anew. All of them are empty then; the batches that are not planned must be
  /// added again.
  ///
  /// @param hot the hot rows of each table from now on
  /// @param heat how often rows were used, where hot rows are chosen anew
  Restart restart(FrameSplit newSplit, List<HotRows> hot, List<RowHeat> heat) {
    split = newSplit;
    List<Integer> frames = new ArrayList<>();
    List<FrameRows> dirty = new ArrayList<>();
    for (int t = 0; t < tables.size(); t++) {
      int planned = split.frames().get(t);
      LookaheadConfig config = new LookaheadConfig(planned, depth, split.issueDistance());
      dirty.add(tables.get(t).restart(config, hot.get(t), heat.get(t)));
      frames.add(planned + hot.get(t).frames());
    }
    return new Restart(split, frames, dirty);
  }

  /// Plans the oldest batch that was added: its row numbers become frame numbers.
  void plan(ResolvedBatch batch, HotAccesses accesses) {
    for (int t = 0; t < tables.size(); t++) {
      tables.get(t).plan(batch.occurrences(t), batch.moves().get(t), uses);
      tables.get(t).count(batch.occurrences(t), accesses);
    }
  }

  /// How the rows of all batches planned so far were met.
  RowUses uses() {
    return uses.uses();
  }
}
