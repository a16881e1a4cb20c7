// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.embedding.EmbeddingTable;
import dev.belady.kernel.RowOccurrences;
import dev.belady.lookahead.BatchPlan;
import dev.belady.lookahead.FlushPlan;
import dev.belady.lookahead.LookaheadConfig;
import dev.belady.lookahead.LookaheadPlanner;
import dev.belady.lookahead.PinnedRows;
import dev.belady.tier.FrameRows;
import dev.belady.tier.FramedRows;
import dev.belady.tier.RowMoves;
import java.util.ArrayList;
import java.util.List;

/// Plans which rows are in which frames for all tables, and rewrites resolved batches from row
/// numbers to frame numbers; for the planner thread.
final class FramePlanner {
  private final List<TablePlan> tables = new ArrayList<>();

  /// One table: its planner, and the frame of each row of the batch being planned.
  private static final class TablePlan {
    private final EmbeddingTable table;
    private LookaheadPlanner planner;
    private LookaheadConfig config;
    private final BatchPlan plan = new BatchPlan();

    TablePlan(EmbeddingTable table, LookaheadConfig config) {
      this.table = table;
      this.config = config;
      this.planner = new LookaheadPlanner(config, PinnedRows.NONE);
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
  FramePlanner(List<EmbeddingTable> embeddings, FrameSplit split, int depth) {
    for (int t = 0; t < embeddings.size(); t++) {
      int frames = split.frames().get(t);
      LookaheadConfig config = new LookaheadConfig(frames, depth, split.issueDistance());
      EmbeddingTable table = embeddings.get(t);
      rows(table).reserve(frames, FrameSplit.halfBufferRows(frames));
      tables.add(new TablePlan(table, config));
    }
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
  ///
  /// @return the number of its distinct rows
  long plan(ResolvedBatch batch) {
    long used = 0;
    for (int t = 0; t < tables.size(); t++) {
      TablePlan table = tables.get(t);
      RowOccurrences occurrences = batch.occurrences(t);
      table.planner.plan(table.plan);
      toMoves(table, batch.moves().get(t));
      toFrames(table, occurrences);
      used += occurrences.distinct;
    }
    return used;
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
