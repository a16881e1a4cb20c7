// SPDX-License-Identifier: Apache-2.0
package dev.belady.bench;

import dev.belady.lookahead.BatchPlan;
import dev.belady.lookahead.LookaheadConfig;
import dev.belady.lookahead.LookaheadPlanner;
import dev.belady.lookahead.PinnedRows;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What the planner costs per distinct row: batches of 20,000 distinct rows of a table of ten
/// million, skewed as Zipf's law has it, in a steady state.
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // JMH calls @Setup first
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class LookaheadPlannerBenchmark {
  private static final int ROWS = 10_000_000;
  private static final int ROWS_PER_BATCH = 20_000;
  private static final int BATCHES = 512;

  /// Frames, from 1% of the table.
  @Param({"100000", "1000000"})
  int capacityFrames;

  /// Batches known ahead.
  @Param({"10", "100"})
  int depth;

  /// Of Zipf's law.
  @Param({"0.8", "1.05"})
  double exponent;

  private final int[][] batches = new int[BATCHES][];
  private final BatchPlan plan = new BatchPlan();
  private LookaheadPlanner planner =
      new LookaheadPlanner(new LookaheadConfig(1, 1, 0), PinnedRows.NONE);
  private int next;

  /// Draws the batches and fills fast memory.
  @Setup(Level.Trial)
  public void fill() {
    ZipfRows zipf = new ZipfRows(ROWS, exponent, new SplittableRandom(1));
    for (int b = 0; b < BATCHES; b++) {
      batches[b] = zipf.distinct(ROWS_PER_BATCH);
    }
    planner = new LookaheadPlanner(new LookaheadConfig(capacityFrames, depth, 2), PinnedRows.NONE);
    for (int b = 0; b < BATCHES; b++) {
      plan();
    }
  }

  /// One batch.
  @Benchmark
  @OperationsPerInvocation(ROWS_PER_BATCH)
  public int plan() {
    while (!planner.canPlan()) {
      planner.add(batches[next], ROWS_PER_BATCH);
      next = (next + 1) % BATCHES;
    }
    planner.plan(plan);
    return plan.moveCount();
  }
}
