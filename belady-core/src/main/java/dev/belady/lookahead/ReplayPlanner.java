// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead;

import dev.belady.data.DataException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.LongUnaryOperator;

/// Makes the plans of a log again, for batches with the same keys in the same order.
///
/// The log decides who leaves; everything else is known without it. So each plan is compared with
/// what it must be: the rows of the batch, where they are, how often they were used, who may leave.
/// A log of other keys, or a damaged one, ends the run before a wrong row is in a frame.
public final class ReplayPlanner implements BatchPlanner {
  private final PlanReplay replay;
  private final LookaheadConfig config;
  private final LongUnaryOperator keys;
  private final String name;
  private final UseCounts uses;

  /// Row to frame.
  private final RowIndex frames = new RowIndex();

  /// The rows of the batches that are known and not planned.
  private final Deque<long[]> known = new ArrayDeque<>();

  /// Of each frame: its row, and the last batch that used it.
  private final long[] owners;

  private final int[] lastUses;

  /// Batches planned before the frames were emptied last.
  private final long earlier;

  private int planned;
  private int flushed;
  private boolean ended;
  private boolean held;

  /// A replay for empty fast memory.
  ///
  /// @param replay the log, behind the record of the frames
  /// @param keys from rows to keys
  /// @param name the log, for messages
  public ReplayPlanner(
      PlanReplay replay, LookaheadConfig config, LongUnaryOperator keys, String name) {
    this(replay, config, keys, name, new UseCounts(), 0);
  }

  private ReplayPlanner(
      PlanReplay replay,
      LookaheadConfig config,
      LongUnaryOperator keys,
      String name,
      UseCounts uses,
      long earlier) {
    this.replay = replay;
    this.config = config;
    this.keys = keys;
    this.name = name;
    this.uses = uses;
    this.earlier = earlier;
    this.owners = new long[config.capacityFrames()];
    this.lastUses = new int[owners.length];
    Arrays.fill(owners, BatchPlan.NO_VICTIM);
  }

  @Override
  public void restoreUses(long row, int earlierUses) {
    uses.set(row, earlierUses);
  }

  @Override
  public void add(long[] rows, int count) {
    known.add(Arrays.copyOf(rows, count));
    held = false;
  }

  @Override
  public void add(int[] rows, int count) {
    long[] batch = new long[count];
    for (int i = 0; i < count; i++) {
      batch[i] = rows[i];
    }
    known.add(batch);
    held = false;
  }

  @Override
  public void end() {
    ended = true;
  }

  @Override
  public void hold() {
    held = true;
  }

  @Override
  public boolean canPlan() {
    return known.size() == config.depth() || ((ended || held) && !known.isEmpty());
  }

  @Override
  public int framesForNext() {
    int count = 0;
    for (int frame = 0; frame < owners.length; frame++) {
      count += isBound(frame) ? 1 : 0;
    }
    for (long row : known.element()) {
      int frame = frames.get(row);
      count += frame == RowIndex.ABSENT || !isBound(frame) ? 1 : 0;
    }
    return count;
  }

  private boolean isBound(int frame) {
    return owners[frame] != BatchPlan.NO_VICTIM
        && lastUses[frame] >= planned - config.issueDistance();
  }

  @Override
  public ReplayPlanner successor(LookaheadConfig newConfig) {
    return new ReplayPlanner(replay, newConfig, keys, name, uses, earlier + planned);
  }

  @Override
  public void plan(BatchPlan plan) {
    long[] rows = known.remove();
    if (!replay.hasNext()) {
      throw new DataException(
          "a plan log must not end before the run: batches="
              + (earlier + planned)
              + " ("
              + name
              + ")");
    }
    try {
      replay.read(plan);
      requireSame(plan.batch == planned && plan.rowCount == rows.length && plan.pinnedCount == 0);
      for (int move = 0; move < plan.moveCount; move++) {
        move(plan, move, rows[plan.movePositions[move]]);
      }
      for (int i = 0; i < rows.length; i++) {
        int frame = frames.get(rows[i]);
        requireSame(frame != RowIndex.ABSENT && plan.frames[i] == frame);
        lastUses[frame] = planned;
        uses.set(rows[i], Math.incrementExact(uses.get(rows[i])));
      }
      requireSame(replay.readKeys() == PlanLog.checksum(plan, keys));
    } catch (IllegalArgumentException e) {
      throw new DataException(e.getMessage() + " (" + name + ")", e);
    }
    planned++;
  }

  /// Empties a frame and fills it with `row`.
  private void move(BatchPlan plan, int move, long row) {
    int frame = plan.moveFrame(move);
    requireSame(
        plan.moveRows[move] == row
            && plan.moveUses[move] == uses.get(row)
            && frames.get(row) == RowIndex.ABSENT
            && frame < owners.length
            && plan.victimRows[move] == owners[frame]);
    if (owners[frame] != BatchPlan.NO_VICTIM) {
      requireSame(
          !isBound(frame)
              && plan.victimUses[move] == uses.get(owners[frame])
              && plan.victimLastUses[move] == lastUses[frame]
              && plan.victimDirty[move] == (lastUses[frame] >= flushed));
      frames.remove(owners[frame]);
    }
    owners[frame] = row;
    lastUses[frame] = planned;
    frames.put(row, frame);
  }

  private void requireSame(boolean holds) {
    if (!holds) {
      throw new DataException(
          "a plan log must be replayed on the keys that it was made from, in their order: batch="
              + (earlier + planned)
              + " ("
              + name
              + ")");
    }
  }

  /// Lists the rows, and compares them with those of the log. A log may end before: what came
  /// behind its last batch is not in it.
  @Override
  public void flush(FlushPlan plan) {
    plan.begin();
    for (int frame = 0; frame < owners.length; frame++) {
      if (owners[frame] != BatchPlan.NO_VICTIM && lastUses[frame] >= flushed) {
        plan.add(owners[frame], frame, uses.get(owners[frame]), lastUses[frame]);
      }
    }
    flushed = planned;
    if (replay.hasNext()) {
      try {
        replay.check(plan);
      } catch (IllegalStateException e) {
        throw new DataException(e.getMessage() + " (" + name + ")", e);
      }
    }
  }

  @Override
  public int uses(long row) {
    return uses.get(row);
  }
}
