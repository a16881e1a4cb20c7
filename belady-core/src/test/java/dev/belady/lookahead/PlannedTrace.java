// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead;

import java.util.function.Consumer;

/// Feeds a whole trace to a planner.
final class PlannedTrace {
  private PlannedTrace() {}

  /// Plans every batch of `trace`, then a flush; the plans are recycled after each call.
  static void run(
      long[][] trace,
      LookaheadConfig config,
      Consumer<BatchPlan> batches,
      Consumer<FlushPlan> flushes) {
    run(new LookaheadPlanner(config, PinnedRows.NONE), trace, batches, flushes, 0);
  }

  /// As above, with a flush after every `flushEvery` batches, too, if that is not 0.
  static void run(
      BatchPlanner planner,
      long[][] trace,
      Consumer<BatchPlan> batches,
      Consumer<FlushPlan> flushes,
      int flushEvery) {
    BatchPlan plan = new BatchPlan();
    FlushPlan flush = new FlushPlan();
    int added = 0;
    for (int b = 0; b < trace.length; b++) {
      while (!planner.canPlan()) {
        if (added < trace.length) {
          planner.add(trace[added], trace[added].length);
          added++;
        } else {
          planner.end();
        }
      }
      planner.plan(plan);
      batches.accept(plan);
      if (b == trace.length - 1 || (flushEvery != 0 && b % flushEvery == flushEvery - 1)) {
        planner.flush(flush);
        flushes.accept(flush);
      }
    }
  }
}
