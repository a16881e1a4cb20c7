// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.config.EvictionSpec;
import dev.belady.embedding.EmbeddingTable;
import dev.belady.kernel.RowOccurrences;
import dev.belady.lookahead.BatchPlan;
import dev.belady.lookahead.BatchPlanner;
import dev.belady.lookahead.CapacityFloor;
import dev.belady.lookahead.FlushPlan;
import dev.belady.lookahead.LookaheadConfig;
import dev.belady.lookahead.LookaheadPlanner;
import dev.belady.lookahead.PinnedRows;
import dev.belady.lookahead.WindowInstallPlanner;
import dev.belady.lookahead.WindowSets;
import dev.belady.tier.FrameRows;
import dev.belady.tier.FramedRows;
import dev.belady.tier.RowMoves;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Plans which rows are in which frames for all tables, and rewrites resolved batches from row
/// numbers to frame numbers; for the planner thread.
final class FramePlanner {
  /// The frames beside the sets are 1 / `TRANSIENT_ROOM` more than the first batches need.
  private static final int TRANSIENT_ROOM = 4;

  private final List<TablePlan> tables = new ArrayList<>();
  private long rows;
  private long movedRows;
  private long firstRows;
  private long lookups;
  private long movedLookups;
  private long firstLookups;

  /// One table: its planner, and the frame of each row of the batch being planned.
  private static final class TablePlan {
    private final EmbeddingTable table;
    private BatchPlanner planner;
    private LookaheadConfig config;
    private final BatchPlan plan = new BatchPlan();

    TablePlan(EmbeddingTable table, LookaheadConfig config, BatchPlanner planner) {
      this.table = table;
      this.config = config;
      this.planner = planner;
    }
  }

  /// What the mover must do before frames can be split anew.
  ///
  /// @param split the new split
  /// @param dirtyRows for each table the rows whose newest contents only a frame has
  record Restart(FrameSplit split, List<FrameRows> dirtyRows) {
    List<Integer> halfBufferRows() {
      return split.frames().stream().map(FrameSplit::halfBufferRows).toList();
    }
  }

  /// A planner for empty frames, of which it makes as many as `split` says.
  ///
  /// @param depth batches known when one is planned
  /// @param eviction who decides which rows leave
  /// @param first the first batches, resolved
  FramePlanner(
      List<EmbeddingTable> embeddings,
      FrameSplit split,
      int depth,
      EvictionSpec eviction,
      Collection<ResolvedBatch> first) {
    for (int t = 0; t < embeddings.size(); t++) {
      int frames = split.frames().get(t);
      LookaheadConfig config = new LookaheadConfig(frames, depth, split.issueDistance());
      EmbeddingTable table = embeddings.get(t);
      rows(table).reserve(frames, FrameSplit.halfBufferRows(frames));
      tables.add(new TablePlan(table, config, planner(config, eviction, first, t)));
    }
  }

  private static BatchPlanner planner(
      LookaheadConfig config, EvictionSpec eviction, Collection<ResolvedBatch> first, int table) {
    return switch (eviction) {
      case EvictionSpec.Lookahead() -> new LookaheadPlanner(config, PinnedRows.NONE);
      case EvictionSpec.WindowInstall(int mostSets, int ways, long seed) -> {
        int frames = config.capacityFrames();
        int most = mostSets == 0 ? frames : mostSets;
        int aside = transientFrames(config.issueDistance(), first, table);
        yield new WindowInstallPlanner(config, WindowSets.within(frames, aside, most, ways, seed));
      }
    };
  }

  /// The frames beside the sets: what the rows of the batches in flight need if none has a place in
  /// its set, and a part more for batches with more rows than the first ones.
  private static int transientFrames(
      int issueDistance, Collection<ResolvedBatch> first, int table) {
    CapacityFloor floor = new CapacityFloor(issueDistance);
    for (ResolvedBatch batch : first) {
      RowOccurrences occurrences = batch.occurrences(table);
      long[] rows = new long[occurrences.distinct];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = occurrences.distinctRows[i];
      }
      floor.add(rows, rows.length);
    }
    return floor.frames() + floor.frames() / TRANSIENT_ROOM;
  }

  /// Says how many rows of each table the stores have, before the first batch: rows that were
  /// loaded.
  void restore(List<Integer> loadedRows) {
    for (int t = 0; t < tables.size(); t++) {
      for (int row = 0; row < loadedRows.get(t); row++) {
        tables.get(t).planner.restoreUses(row, 1);
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
      RowOccurrences occurrences = batch.occurrences(t);
      tables.get(t).planner.add(occurrences.distinctRows, occurrences.distinct);
    }
  }

  /// Says that no more batches come.
  void end() {
    tables.forEach(table -> table.planner.end());
  }

  /// Whether every table has the frames that the oldest batch that was added takes.
  boolean fits() {
    for (TablePlan table : tables) {
      if (table.planner.framesForNext() > table.config.capacityFrames()) {
        return false;
      }
    }
    return true;
  }

  /// Splits the frames anew. All of them are empty then; the batches that are not planned must be
  /// added again.
  Restart restart(FrameSplit split) {
    FlushPlan flush = new FlushPlan();
    List<FrameRows> dirty = new ArrayList<>();
    for (int t = 0; t < tables.size(); t++) {
      TablePlan table = tables.get(t);
      table.planner.flush(flush);
      FrameRows rows = new FrameRows(flush.rowCount());
      for (int i = 0; i < flush.rowCount(); i++) {
        rows.add((int) flush.row(i), flush.frame(i));
      }
      dirty.add(rows);
      table.config =
          new LookaheadConfig(split.frames().get(t), table.config.depth(), split.issueDistance());
      table.planner = table.planner.successor(table.config);
    }
    return new Restart(split, dirty);
  }

  /// Plans the oldest batch that was added: its row numbers become frame numbers.
  void plan(ResolvedBatch batch) {
    for (int t = 0; t < tables.size(); t++) {
      TablePlan table = tables.get(t);
      RowOccurrences occurrences = batch.occurrences(t);
      table.planner.plan(table.plan);
      toMoves(table, batch.moves().get(t));
      count(table.plan, occurrences);
      toFrames(table, occurrences);
    }
  }

  /// How the rows of all batches planned so far were met.
  RowUses uses() {
    return new RowUses(
        rows, rows - movedRows, firstRows, lookups, lookups - movedLookups, firstLookups);
  }

  private void count(BatchPlan plan, RowOccurrences occurrences) {
    int[] offsets = occurrences.occurrenceOffsets;
    rows += occurrences.distinct;
    lookups += offsets[occurrences.distinct];
    movedRows += plan.moveCount();
    for (int m = 0; m < plan.moveCount(); m++) {
      int position = plan.movePosition(m);
      int rowLookups = offsets[position + 1] - offsets[position];
      movedLookups += rowLookups;
      if (plan.moveUses(m) == 0) {
        firstRows++;
        firstLookups += rowLookups;
      }
    }
  }

  private static void toMoves(TablePlan table, RowMoves moves) {
    BatchPlan plan = table.plan;
    moves.begin(plan.moveCount());
    for (int m = 0; m < plan.moveCount(); m++) {
      int row = (int) plan.moveRow(m);
      // BatchPlan.NO_VICTIM and RowMoves.NO_VICTIM are both -1.
      moves.add(plan.moveFrame(m), row, (int) plan.victimRow(m), plan.victimDirty(m));
      if (plan.moveUses(m) == 0) {
        moves.makeNew(table.table.key(row), table.table.slot(row));
      }
    }
  }

  /// In a table with frames the resolver puts the place among the distinct rows where the row of an
  /// occurrence would be, so that no map from rows to frames is needed.
  private static void toFrames(TablePlan table, RowOccurrences occurrences) {
    int[] frames = table.plan.frames();
    System.arraycopy(frames, 0, occurrences.distinctRows, 0, occurrences.distinct);
    int[] rows = occurrences.rows;
    int size = occurrences.bagOffsets[occurrences.bags];
    for (int o = 0; o < size; o++) {
      rows[o] = frames[rows[o]];
    }
  }
}
