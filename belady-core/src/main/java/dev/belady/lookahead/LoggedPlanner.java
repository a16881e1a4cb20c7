// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead;

import java.util.function.LongUnaryOperator;

/// Another planner whose plans are written to a log, so that a [ReplayPlanner] can make them again.
public final class LoggedPlanner implements BatchPlanner {
  private final BatchPlanner planner;
  private final PlanLog log;
  private final LongUnaryOperator keys;

  /// Logs the plans of `planner`. Whoever gives it its frames logs them, too.
  ///
  /// @param keys from rows to keys
  public LoggedPlanner(BatchPlanner planner, PlanLog log, LongUnaryOperator keys) {
    this.planner = planner;
    this.log = log;
    this.keys = keys;
  }

  @Override
  public void restoreUses(long row, int uses) {
    planner.restoreUses(row, uses);
  }

  @Override
  public void add(long[] rows, int count) {
    planner.add(rows, count);
  }

  @Override
  public void add(int[] rows, int count) {
    planner.add(rows, count);
  }

  @Override
  public void end() {
    planner.end();
  }

  @Override
  public void hold() {
    planner.hold();
  }

  @Override
  public boolean canPlan() {
    return planner.canPlan();
  }

  @Override
  public int framesForNext() {
    return planner.framesForNext();
  }

  @Override
  public LoggedPlanner successor(LookaheadConfig newConfig) {
    return new LoggedPlanner(planner.successor(newConfig), log, keys);
  }

  @Override
  public void plan(BatchPlan plan) {
    planner.plan(plan);
    log.write(plan);
    log.writeKeys(PlanLog.checksum(plan, keys));
  }

  @Override
  public void flush(FlushPlan plan) {
    planner.flush(plan);
    log.write(plan);
  }

  @Override
  public int uses(long row) {
    return planner.uses(row);
  }
}
