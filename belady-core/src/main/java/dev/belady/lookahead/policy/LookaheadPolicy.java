// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead.policy;

import dev.belady.lookahead.BatchPlan;
import dev.belady.lookahead.FlushPlan;
import dev.belady.lookahead.LookaheadConfig;
import dev.belady.lookahead.LookaheadPlanner;
import dev.belady.lookahead.PinnedRows;
import java.util.ArrayDeque;

/// The product's planner, with nothing under way while a batch is trained (issue distance 0).
final class LookaheadPolicy implements CachePolicy {
  private final int capacity;
  private final LookaheadPlanner planner;
  private final BatchPlan plan = new BatchPlan();
  private final ArrayDeque<Requests> window = new ArrayDeque<>();
  private final TrafficCounter counter = new TrafficCounter();

  LookaheadPolicy(int capacity, int depth) {
    this.capacity = capacity;
    this.planner = new LookaheadPlanner(new LookaheadConfig(capacity, depth, 0), PinnedRows.NONE);
  }

  @Override
  public void serve(Requests batch) {
    BatchTooLargeException.check(batch.size(), capacity);
    planner.add(batch.rows(), batch.size());
    window.add(batch);
    planAll();
  }

  private void planAll() {
    while (planner.canPlan()) {
      planner.plan(plan);
      count(window.remove());
    }
  }

  /// Moves are in the order of their rows' places in the batch.
  private void count(Requests batch) {
    int move = 0;
    for (int i = 0; i < batch.size(); i++) {
      if (move < plan.moveCount() && plan.movePosition(move) == i) {
        counter.miss(batch.lookups()[i]);
        counter.write(plan.victimDirty(move) ? 1 : 0);
        move++;
      } else {
        counter.hit(batch.lookups()[i]);
      }
    }
  }

  @Override
  public void end() {
    planner.end();
    planAll();
    FlushPlan flush = new FlushPlan();
    planner.flush(flush);
    counter.write(flush.rowCount());
  }

  @Override
  public Traffic traffic() {
    return counter.traffic();
  }
}
