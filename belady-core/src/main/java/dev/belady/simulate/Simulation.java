// SPDX-License-Identifier: Apache-2.0
package dev.belady.simulate;

import dev.belady.data.DataException;
import dev.belady.lookahead.policy.CacheSimulation;
import dev.belady.lookahead.policy.LaneRunner;
import dev.belady.lookahead.policy.SimulationReport;
import dev.belady.lookahead.policy.TraceSurvey;
import dev.belady.train.WorkerPool;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Reads a trace twice: first to count its rows and find the popular ones, as sizes may be shares
/// of the rows; then to run all policies at all sizes together. Memory: see [CacheSimulation].
///
/// One thread calls [#run()]; any thread may call [#requestStop()]. The result does not depend on
/// the number of threads.
public final class Simulation {
  private final KeyTrace trace;
  private final SimulationSpec spec;
  private final Consumer<SimulationProgress> listener;
  private volatile boolean stopped;

  /// A simulation that has not begun.
  ///
  /// @param listener hears of every batch, on the thread that runs the simulation
  public Simulation(KeyTrace trace, SimulationSpec spec, Consumer<SimulationProgress> listener) {
    this.trace = trace;
    this.spec = spec;
    this.listener = listener;
  }

  /// Asks [#run()] to end after the batch being read. If policies run by then, their results on the
  /// batches so far are given.
  public void requestStop() {
    stopped = true;
  }

  /// Runs it.
  ///
  /// @throws DataException when the trace cannot be read or has no keys
  /// @throws dev.belady.config.ConfigException when a size holds no row
  public SimulationOutcome run() throws InterruptedException {
    List<KeyTrace.Table> tables = trace.tables();
    List<TraceSurvey> surveys =
        Stream.generate(() -> new TraceSurvey(spec.sampleEvery())).limit(tables.size()).toList();
    long batches =
        read(1, trace.expectedBatches(), (t, keys, count) -> surveys.get(t).add(keys, count));
    int[] distinctRows = surveys.stream().mapToInt(TraceSurvey::distinctRows).toArray();
    if (stopped) {
      return new SimulationOutcome(false, List.of());
    }
    if (surveys.stream().allMatch(survey -> survey.lookups() == 0)) {
      throw new DataException("a trace must have at least one key: " + trace.name());
    }
    int[][] capacities = new int[tables.size()][spec.sizes().size()];
    for (int size = 0; size < spec.sizes().size(); size++) {
      int[] ofTables = spec.sizes().get(size).capacities(tables, distinctRows);
      for (int t = 0; t < tables.size(); t++) {
        capacities[t][size] = ofTables[t];
      }
    }
    try (WorkerPool pool = new WorkerPool(spec.threads())) {
      LaneRunner runner = (count, task) -> pool.run(count, (_, lane) -> task.accept(lane));
      List<CacheSimulation> simulations = new ArrayList<>();
      for (int t = 0; t < tables.size(); t++) {
        simulations.add(
            new CacheSimulation(
                surveys.get(t), spec.policies(), spec.batchRows(), runner, capacities[t]));
      }
      long again = read(2, batches, (t, keys, count) -> simulations.get(t).add(keys, count));
      if (!stopped && again != batches) {
        throw new DataException(
            "the data changed between two readings: batches="
                + batches
                + ", then "
                + again
                + " ("
                + trace.name()
                + ")");
      }
      List<SimulationReport> reports = simulations.stream().map(CacheSimulation::finish).toList();
      return SimulationOutcome.of(!stopped, spec, tables, reports);
    }
  }

  /// What becomes of the keys of a table in a batch.
  @FunctionalInterface
  private interface KeyConsumer {
    void accept(int table, long[] keys, int count);
  }

  /// Reads the trace once; returns the number of batches.
  private long read(int pass, long expectedBatches, KeyConsumer consumer)
      throws InterruptedException {
    long batches = 0;
    long lookups = 0;
    try (KeyTrace.Pass reading = trace.open()) {
      while (!stopped && reading.next()) {
        for (int t = 0; t < trace.tables().size(); t++) {
          consumer.accept(t, reading.keys(t), reading.count(t));
          lookups += reading.count(t);
        }
        batches++;
        listener.accept(new SimulationProgress(pass, batches, expectedBatches, lookups));
      }
    }
    return batches;
  }
}
