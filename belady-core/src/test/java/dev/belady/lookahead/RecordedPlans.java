// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead;

import java.util.ArrayList;
import java.util.List;

/// The plans of a whole run as values, which tests can look at, change and carry out.
///
/// @param trace the batches
/// @param capacity the planner's frames; pinned rows lie behind
/// @param pinned the pinned rows
/// @param steps one per batch, in order, with flushes in between and at the end
record RecordedPlans(long[][] trace, int capacity, long[] pinned, List<Step> steps) {
  /// A part of the run.
  sealed interface Step {}

  /// The plan of one batch.
  record Train(int batch, int[] frames, List<Move> moves, int unknownVictims) implements Step {}

  /// A flush.
  record Flush(List<Write> writes) implements Step {}

  /// A move of a [BatchPlan].
  record Move(
      int frame,
      long row,
      int uses,
      long victim,
      int victimUses,
      int victimLastUse,
      boolean victimDirty) {}

  /// A row of a [FlushPlan].
  record Write(long row, int frame, int uses, int lastUse) {}

  /// Plans for all of `trace`, with a flush at the end and, if `flushEvery` is not 0, in between.
  static RecordedPlans of(long[][] trace, LookaheadConfig config, long[] pinned, int flushEvery) {
    LookaheadPlanner planner = new LookaheadPlanner(config, new PinnedRows(pinned));
    return of(planner, trace, config.capacityFrames(), pinned, flushEvery);
  }

  /// As above, from a given planner.
  static RecordedPlans of(
      BatchPlanner planner, long[][] trace, int capacity, long[] pinned, int flushEvery) {
    List<Step> steps = new ArrayList<>();
    PlannedTrace.run(
        planner, trace, plan -> steps.add(copy(plan)), plan -> steps.add(copy(plan)), flushEvery);
    return new RecordedPlans(trace, capacity, pinned, steps);
  }

  static RecordedPlans of(long[][] trace, LookaheadConfig config) {
    return of(trace, config, new long[0], 0);
  }

  /// The number of fetches and creations.
  int moves() {
    return steps.stream().mapToInt(s -> s instanceof Train train ? train.moves().size() : 0).sum();
  }

  /// How many victims were chosen without known next use.
  int unknownVictims() {
    return steps.stream()
        .mapToInt(s -> s instanceof Train train ? train.unknownVictims() : 0)
        .sum();
  }

  private static Train copy(BatchPlan plan) {
    int[] frames = new int[plan.rowCount()];
    for (int i = 0; i < frames.length; i++) {
      frames[i] = plan.frame(i);
    }
    List<Move> moves = new ArrayList<>();
    for (int m = 0; m < plan.moveCount(); m++) {
      moves.add(
          new Move(
              plan.moveFrame(m),
              plan.moveRow(m),
              plan.moveUses(m),
              plan.victimRow(m),
              plan.victimUses(m),
              plan.victimLastUse(m),
              plan.victimDirty(m)));
    }
    return new Train(plan.batch(), frames, moves, plan.unknownVictims());
  }

  private static Flush copy(FlushPlan plan) {
    List<Write> writes = new ArrayList<>();
    for (int i = 0; i < plan.rowCount(); i++) {
      writes.add(new Write(plan.row(i), plan.frame(i), plan.uses(i), plan.lastUse(i)));
    }
    return new Flush(writes);
  }
}
