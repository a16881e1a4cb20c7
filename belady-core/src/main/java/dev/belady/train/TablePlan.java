// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.embedding.EmbeddingTable;
import dev.belady.kernel.RowOccurrences;
import dev.belady.lookahead.BatchPlan;
import dev.belady.lookahead.BatchPlanner;
import dev.belady.lookahead.FlushPlan;
import dev.belady.lookahead.LookaheadConfig;
import dev.belady.tier.FrameRows;
import dev.belady.tier.RowMoves;

/// Plans which rows of one table are in which frames. Hot rows have frames for good, behind those
/// of the planner, which does not hear of them; for the planner thread.
final class TablePlan {
  private final EmbeddingTable table;
  private final BatchPlan plan = new BatchPlan();
  private BatchPlanner planner;
  private LookaheadConfig config;
  private HotRows hot;

  /// The rows of a batch that are not hot, and where they are among its distinct rows.
  private int[] notHotRows = new int[0];

  private int[] notHotPositions = new int[0];

  /// The frame of each distinct row of a batch.
  private int[] frames = new int[0];

  TablePlan(EmbeddingTable table, LookaheadConfig config, BatchPlanner planner, HotRows hot) {
    this.table = table;
    this.config = config;
    this.planner = planner;
    this.hot = hot;
  }

  /// Says that earlier runs used `row` and that the store has it.
  void restore(int row) {
    planner.restoreUses(row, 1);
  }

  /// Adds the next batch that becomes known.
  void add(RowOccurrences occurrences) {
    if (hot.frames() == 0) {
      planner.add(occurrences.distinctRows, occurrences.distinct);
    } else {
      int count = findNotHot(occurrences);
      planner.add(notHotRows, count);
    }
  }

  /// Fills `notHotRows` and `notHotPositions`; returns how many there are.
  private int findNotHot(RowOccurrences occurrences) {
    if (notHotRows.length < occurrences.distinct) {
      int length = occurrences.distinct + (occurrences.distinct >> 1);
      notHotRows = new int[length];
      notHotPositions = new int[length];
      frames = new int[length];
    }
    int count = 0;
    for (int i = 0; i < occurrences.distinct; i++) {
      int row = occurrences.distinctRows[i];
      if (hot.rank(row) < 0) {
        notHotPositions[count] = i;
        notHotRows[count++] = row;
      }
    }
    return count;
  }

  /// Says that the next batch will not be known before those known now are planned.
  void hold() {
    planner.hold();
  }

  /// Whether there are the frames that the oldest batch that was added takes.
  boolean fits() {
    return planner.framesForNext() <= config.capacityFrames();
  }

  /// Goes on with empty frames, other numbers of them, and other hot rows.
  ///
  /// @param heat how often hot rows were used, of which the planner keeps no count
  /// @return the rows whose newest contents only a frame has
  FrameRows restart(LookaheadConfig newConfig, HotRows newHot, RowHeat heat) {
    FlushPlan flush = new FlushPlan();
    planner.flush(flush);
    FrameRows dirty = new FrameRows(flush.rowCount() + hot.frames());
    for (int i = 0; i < flush.rowCount(); i++) {
      dirty.add((int) flush.row(i), flush.frame(i));
    }
    planner = planner.successor(newConfig);
    for (int rank = 0; rank < hot.frames(); rank++) {
      if (hot.inFrame(rank)) {
        int row = hot.row(rank);
        dirty.add(row, config.capacityFrames() + rank);
        planner.restoreUses(row, 1 + heat.count(row));
      }
    }
    hot.leaveFrames();
    hot = newHot;
    config = newConfig;
    return dirty;
  }

  /// Plans the oldest batch that was added: its row numbers become frame numbers.
  void plan(RowOccurrences occurrences, RowMoves moves, RowUseCounter uses) {
    planner.plan(plan);
    uses.add(occurrences);
    if (hot.frames() == 0) {
      moves.begin(plan.moveCount());
      planMoves(occurrences, moves, uses);
      toFrames(occurrences, plan.frames());
      return;
    }
    findNotHot(occurrences);
    moves.begin(plan.moveCount() + hotRowsToCome(occurrences));
    planMoves(occurrences, moves, uses);
    int next = 0;
    for (int i = 0; i < occurrences.distinct; i++) {
      int row = occurrences.distinctRows[i];
      int rank = hot.rank(row);
      if (rank < 0) {
        frames[i] = plan.frame(next++);
        continue;
      }
      frames[i] = config.capacityFrames() + rank;
      if (!hot.inFrame(rank)) {
        boolean first = !hot.stored(rank, row);
        moves.add(frames[i], row, RowMoves.NO_VICTIM, false);
        if (first) {
          moves.makeNew(table.key(row), table.slot(row));
        }
        uses.notFound(occurrences, i, first);
        hot.bringIn(rank, row);
      }
    }
    toFrames(occurrences, frames);
  }

  /// The moves of the planner.
  private void planMoves(RowOccurrences occurrences, RowMoves moves, RowUseCounter uses) {
    for (int m = 0; m < plan.moveCount(); m++) {
      int row = (int) plan.moveRow(m);
      boolean first = plan.moveUses(m) == 0;
      // BatchPlan.NO_VICTIM and RowMoves.NO_VICTIM are both -1.
      moves.add(plan.moveFrame(m), row, (int) plan.victimRow(m), plan.victimDirty(m));
      if (first) {
        moves.makeNew(table.key(row), table.slot(row));
      }
      int position = plan.movePosition(m);
      uses.notFound(occurrences, hot.frames() == 0 ? position : notHotPositions[position], first);
    }
  }

  private int hotRowsToCome(RowOccurrences occurrences) {
    int count = 0;
    for (int i = 0; i < occurrences.distinct; i++) {
      int rank = hot.rank(occurrences.distinctRows[i]);
      count += rank >= 0 && !hot.inFrame(rank) ? 1 : 0;
    }
    return count;
  }

  /// In a table with frames the resolver puts the place among the distinct rows where the row of an
  /// occurrence would be, so that no map from rows to frames is needed.
  private static void toFrames(RowOccurrences occurrences, int[] frames) {
    System.arraycopy(frames, 0, occurrences.distinctRows, 0, occurrences.distinct);
    int[] rows = occurrences.rows;
    int size = occurrences.bagOffsets[occurrences.bags];
    for (int o = 0; o < size; o++) {
      rows[o] = frames[rows[o]];
    }
  }

  /// Counts the accesses of a planned batch.
  void count(RowOccurrences occurrences, HotAccesses accesses) {
    int first = config.capacityFrames();
    accesses.add(occurrences, first, first + hot.frames());
  }
}
