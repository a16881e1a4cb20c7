// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead.policy;

import dev.belady.lookahead.BatchPlan;
import dev.belady.lookahead.FlushPlan;
import dev.belady.lookahead.LookaheadConfig;
import dev.belady.lookahead.LookaheadPlanner;
import dev.belady.lookahead.PinnedRows;

/// The product's planner, with nothing under way while a batch is trained (issue distance 0).
final class LookaheadPolicy implements CachePolicy {
  private final int capacity;
  private final LookaheadPlanner planner;
  private final BatchPlan plan = new BatchPlan();
  private Traffic traffic = Traffic.NONE;

  LookaheadPolicy(int capacity, int depth) {
    this.capacity = capacity;
    this.planner = new LookaheadPlanner(new LookaheadConfig(capacity, depth, 0), PinnedRows.NONE);
  }

  @Override
  public void serve(int[] rows, int count) {
    BatchTooLargeException.check(count, capacity);
    planner.add(rows, count);
    planAll();
  }

  private void planAll() {
    while (planner.canPlan()) {
      planner.plan(plan);
      int evicted = 0;
      for (int move = 0; move < plan.moveCount(); move++) {
        evicted += plan.victimDirty(move) ? 1 : 0;
      }
      traffic = traffic.plus(plan.rowCount(), plan.moveCount(), evicted);
    }
  }

  @Override
  public void end() {
    planner.end();
    planAll();
    FlushPlan flush = new FlushPlan();
    planner.flush(flush);
    traffic = traffic.plusWritten(flush.rowCount());
  }

  @Override
  public Traffic traffic() {
    return traffic;
  }
}
