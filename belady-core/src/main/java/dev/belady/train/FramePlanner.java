// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.embedding.EmbeddingTable;
import dev.belady.kernel.RowOccurrences;
import dev.belady.lookahead.BatchPlan;
import dev.belady.lookahead.CapacityException;
import dev.belady.lookahead.FlushPlan;
import dev.belady.lookahead.LookaheadConfig;
import dev.belady.lookahead.LookaheadPlanner;
import dev.belady.lookahead.PinnedRows;
import dev.belady.tier.FramedRows;
import dev.belady.tier.RowMoves;
import java.util.ArrayList;
import java.util.List;

/// Plans which rows are in which frames for all tables, and rewrites resolved batches from row
/// numbers to frame numbers; for the planner thread. Hot rows have frames for good: the
/// [LookaheadPlanner] does not hear of them.
final class FramePlanner {
  private final List<TablePlan> tables = new ArrayList<>();

  /// One table: its planner, and the frame of each row of the batch being planned.
  private static final class TablePlan {
    private final EmbeddingTable table;
    private final LookaheadPlanner planner;
    private final HotRows hot;

    /// Frames below this number are the planner's; those of the hot rows follow.
    private final int plannedFrames;

    private final BatchPlan plan = new BatchPlan();
    private int[] frameOfRow = new int[0];
    private int[] notHot = new int[0];

    TablePlan(EmbeddingTable table, LookaheadPlanner planner, HotRows hot, int plannedFrames) {
      this.table = table;
      this.planner = planner;
      this.hot = hot;
      this.plannedFrames = plannedFrames;
    }

    /// The number of rows of a batch that have no frame for good, listed in `notHot`.
    int findNotHot(RowOccurrences occurrences) {
      if (notHot.length < occurrences.distinct) {
        notHot = new int[occurrences.distinct + (occurrences.distinct >> 1)];
      }
      int count = 0;
      for (int i = 0; i < occurrences.distinct; i++) {
        int row = occurrences.distinctRows[i];
        if (hot.rank(row) < 0) {
          notHot[count++] = row;
        }
      }
      return count;
    }
  }

  /// A planner for empty frames, of which it makes as many as `split` says, and those of the hot
  /// rows.
  FramePlanner(List<EmbeddingTable> embeddings, FrameSplit split, int depth, List<HotRows> hot) {
    for (int t = 0; t < embeddings.size(); t++) {
      int frames = split.frames().get(t);
      LookaheadConfig config = new LookaheadConfig(frames, depth, split.issueDistance());
      EmbeddingTable table = embeddings.get(t);
      LookaheadPlanner planner = new LookaheadPlanner(config, PinnedRows.NONE);
      tables.add(new TablePlan(table, planner, hot.get(t), frames));
    }
  }

  /// Makes room for the frames of the tables, once.
  static void reserve(List<EmbeddingTable> embeddings, FrameSplit split, List<HotRows> hot) {
    for (int t = 0; t < embeddings.size(); t++) {
      int frames = split.frames().get(t);
      rows(embeddings.get(t))
          .reserve(frames + hot.get(t).frames(), FrameSplit.halfBufferRows(frames));
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
      TablePlan table = tables.get(t);
      table.hot.learn(table.table);
      int count = table.findNotHot(batch.occurrences(t));
      table.planner.add(table.notHot, count);
    }
  }

  /// The moves that empty all frames, hot rows' included, once all batches are planned that were
  /// added.
  List<RowMoves> emptyFrames() {
    List<RowMoves> all = new ArrayList<>();
    FlushPlan used = new FlushPlan();
    for (TablePlan table : tables) {
      table.planner.flush(used);
      RowMoves moves = new RowMoves();
      moves.begin(used.rowCount() + table.hot.frames());
      for (int i = 0; i < used.rowCount(); i++) {
        moves.addLeaving(used.frame(i), (int) used.row(i));
      }
      for (int rank = 0; rank < table.hot.frames(); rank++) {
        if (table.hot.inFrame(rank)) {
          moves.addLeaving(table.plannedFrames + rank, table.hot.row(rank));
        }
      }
      all.add(moves);
    }
    return all;
  }

  /// Tells a planner of the same tables, whose frames are empty, what this one knows of the rows.
  ///
  /// @param heat how often hot rows were used, of which planners keep no count
  void handOver(FramePlanner to, List<RowHeat> heat) {
    for (int t = 0; t < tables.size(); t++) {
      TablePlan table = tables.get(t);
      HotRows hot = table.hot;
      for (int row = 0; row < table.table.rows(); row++) {
        int rank = hot.rank(row);
        if (rank < 0) {
          to.tables.get(t).planner.restoreUses(row, table.planner.uses(row));
        } else if (hot.inFrame(rank) || hot.stored(row)) {
          to.tables.get(t).planner.restoreUses(row, 1 + heat.get(t).count(row));
        }
      }
    }
  }

  /// Counts the accesses of a planned batch.
  void count(ResolvedBatch batch, HotAccesses accesses) {
    for (int t = 0; t < tables.size(); t++) {
      int first = tables.get(t).plannedFrames;
      accesses.add(batch.occurrences(t), first, first + tables.get(t).hot.frames());
    }
  }

  /// Says that no batch comes before those added are planned.
  void hold() {
    tables.forEach(table -> table.planner.hold());
  }

  /// Says that no more batches come.
  void end() {
    tables.forEach(table -> table.planner.end());
  }

  /// Plans the oldest batch that was added: its row numbers become frame numbers.
  ///
  /// @return the number of its distinct rows
  /// @throws TableCapacityException when a table has too few frames
  long plan(ResolvedBatch batch) {
    long used = 0;
    for (int t = 0; t < tables.size(); t++) {
      TablePlan table = tables.get(t);
      RowOccurrences occurrences = batch.occurrences(t);
      try {
        table.planner.plan(table.plan);
      } catch (CapacityException e) {
        throw new TableCapacityException(t, e);
      }
      toMoves(table, occurrences, batch.moves().get(t));
      toFrames(table, occurrences);
      used += occurrences.distinct;
    }
    return used;
  }

  private static void toMoves(TablePlan table, RowOccurrences occurrences, RowMoves moves) {
    BatchPlan plan = table.plan;
    moves.begin(plan.moveCount() + hotRowsToCome(table, occurrences));
    for (int m = 0; m < plan.moveCount(); m++) {
      int row = (int) plan.moveRow(m);
      // BatchPlan.NO_VICTIM and RowMoves.NO_VICTIM are both -1.
      moves.add(plan.moveFrame(m), row, (int) plan.victimRow(m), plan.victimDirty(m));
      if (plan.moveUses(m) == 0) {
        moves.makeNew(table.table.key(row), table.table.slot(row));
      }
    }
    HotRows hot = table.hot;
    for (int i = 0; i < occurrences.distinct; i++) {
      int row = occurrences.distinctRows[i];
      int rank = hot.rank(row);
      if (rank >= 0 && !hot.inFrame(rank)) {
        moves.add(table.plannedFrames + rank, row, RowMoves.NO_VICTIM, false);
        if (!hot.stored(row)) {
          moves.makeNew(table.table.key(row), table.table.slot(row));
        }
        hot.bringIn(rank, row);
      }
    }
  }

  private static int hotRowsToCome(TablePlan table, RowOccurrences occurrences) {
    int count = 0;
    for (int i = 0; i < occurrences.distinct; i++) {
      int rank = table.hot.rank(occurrences.distinctRows[i]);
      count += rank >= 0 && !table.hot.inFrame(rank) ? 1 : 0;
    }
    return count;
  }

  private static void toFrames(TablePlan table, RowOccurrences occurrences) {
    if (table.frameOfRow.length < table.table.rows()) {
      table.frameOfRow = new int[table.table.rows() + (table.table.rows() >> 1)];
    }
    int[] frameOfRow = table.frameOfRow;
    int[] distinctRows = occurrences.distinctRows;
    int position = 0;
    for (int i = 0; i < occurrences.distinct; i++) {
      int rank = table.hot.rank(distinctRows[i]);
      int frame = rank >= 0 ? table.plannedFrames + rank : table.plan.frame(position++);
      frameOfRow[distinctRows[i]] = frame;
      distinctRows[i] = frame;
    }
    int[] rows = occurrences.rows;
    int size = occurrences.bagOffsets[occurrences.bags];
    for (int o = 0; o < size; o++) {
      rows[o] = frameOfRow[rows[o]];
    }
  }

  /// A table has too few frames for the batches in flight.
  static final class TableCapacityException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int table;
    private final int requiredFrames;

    TableCapacityException(int table, CapacityException cause) {
      super(cause);
      this.table = table;
      this.requiredFrames = cause.requiredFrames();
    }

    int table() {
      return table;
    }

    int requiredFrames() {
      return requiredFrames;
    }
  }
}
