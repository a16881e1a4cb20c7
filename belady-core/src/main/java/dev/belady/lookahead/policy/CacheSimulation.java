// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead.policy;

import java.util.ArrayList;
import java.util.List;

/// Runs a trace of keys through several policies at several capacities in one pass.
///
/// The trace streams by: memory does not depend on its length. It is bounded per distinct key (52
/// to 84 bytes for numbers and uses), per policy and capacity (per distinct key: LRU 8 bytes, LFU
/// and CLOCK 4, the look-ahead 4 for each depth, and in a window beside fast memory 8; the others
/// at most a bit; per row of the capacity: up to 100 with look-ahead, 20 at most for the others),
/// and by the batches that wait: the deepest window and some more. Everything is a function of the
/// calls; equal calls give equal reports, whatever runs the lanes.
public final class CacheSimulation {
  /// Requests that are collected before the lanes are run.
  private static final int COLLECTED_REQUESTS = 1 << 17;

  /// A policy at a capacity; `fits` turns false when it meets a batch that is too large for it.
  private static final class Lane {
    final PolicySpec spec;
    final int capacity;
    final CachePolicy policy;
    boolean fits = true;

    Lane(PolicySpec spec, int capacity, CachePolicy policy) {
      this.spec = spec;
      this.capacity = capacity;
      this.policy = policy;
    }

    void serve(List<Requests> batches) {
      try {
        for (int b = 0; fits && b < batches.size(); b++) {
          policy.serve(batches.get(b));
        }
      } catch (BatchTooLargeException _) {
        fits = false;
      }
    }

    void end() {
      try {
        if (fits) {
          policy.end();
        }
      } catch (BatchTooLargeException _) {
        fits = false;
      }
    }
  }

  private final RowNumbering numbering;
  private final BatchRows batchRows;
  private final LaneRunner runner;
  private final List<Lane> lanes = new ArrayList<>();
  private final List<Requests> collected = new ArrayList<>();
  private int collectedRequests;
  private long requests;
  private long lookups;
  private long firstUses;
  private long firstLookups;

  /// A simulation of each policy at each capacity. It takes the numbers of the survey's rows over:
  /// a survey serves one simulation.
  ///
  /// @param survey of the trace itself. One of other batches names the rows for
  ///   [PolicySpec.StaticPopularity], too; with [BatchRows#COUNTED], batches should not be larger
  ///   then, see there
  /// @param batchRows what capacity means
  /// @param runner what runs the lanes, one for each policy and capacity
  /// @param capacities in rows, at least 1
  public CacheSimulation(
      TraceSurvey survey,
      List<PolicySpec> specs,
      BatchRows batchRows,
      LaneRunner runner,
      int... capacities) {
    this.numbering = survey.numbering();
    this.batchRows = batchRows;
    this.runner = runner;
    numbering.restart();
    for (int capacity : capacities) {
      if (capacity < 1) {
        throw new IllegalArgumentException("capacity must be >= 1: capacity=" + capacity);
      }
      for (PolicySpec spec : specs) {
        lanes.add(lane(survey, spec, capacity));
      }
    }
  }

  private Lane lane(TraceSurvey survey, PolicySpec spec, int capacity) {
    KeptRows kept = new KeptRows(capacity, batchRows);
    return switch (spec) {
      case PolicySpec.Lru() -> new Lane(spec, capacity, new LruPolicy(kept));
      case PolicySpec.Lfu() -> new Lane(spec, capacity, new LfuPolicy(kept));
      case PolicySpec.Clock() -> new Lane(spec, capacity, new ClockPolicy(kept));
      case PolicySpec.StaticPopularity() -> {
        int[] pinned = survey.profile().top(Math.max(0, capacity - passingRoom(survey)));
        yield new Lane(spec, capacity, new StaticPolicy(kept, pinned));
      }
      case PolicySpec.WindowInstall window -> {
        int frames = capacity - passingRoom(survey);
        KeptRows passing = new KeptRows(passingRoom(survey), batchRows);
        Lane lane =
            new Lane(
                spec,
                capacity,
                new WindowInstallPolicy(window, Math.max(1, frames), passing, numbering));
        lane.fits = frames >= 1;
        yield lane;
      }
      case PolicySpec.Lookahead(int depth) ->
          new Lane(
              spec,
              capacity,
              switch (batchRows) {
                case COUNTED -> new LookaheadPolicy(capacity, depth);
                case BESIDE -> new WindowedMinPolicy(kept, depth);
              });
      case PolicySpec.Clairvoyant() -> new Lane(spec, capacity, new ClairvoyantPolicy(kept));
    };
  }

  /// What policies that send rows past fast memory leave free for them.
  private int passingRoom(TraceSurvey survey) {
    return switch (batchRows) {
      case COUNTED -> survey.largestBatch();
      case BESIDE -> 0;
    };
  }

  /// Runs the next batch of the trace: the first `count` of `keys`, which may repeat.
  public void add(long[] keys, int count) {
    Requests batch = numbering.add(keys, count);
    requests += batch.size();
    lookups += count;
    for (int i = 0; i < batch.size(); i++) {
      if (batch.previousUses()[i] == 0) {
        firstUses++;
        firstLookups += batch.lookups()[i];
      }
    }
    collected.add(batch);
    collectedRequests += batch.size();
    if (collectedRequests >= COLLECTED_REQUESTS) {
      runLanes();
    }
  }

  private void runLanes() {
    List<Requests> batches = List.copyOf(collected);
    runner.run(lanes.size(), lane -> lanes.get(lane).serve(batches));
    collected.clear();
    collectedRequests = 0;
  }

  /// Ends the trace. The simulation is of no use afterwards.
  public SimulationReport finish() {
    runLanes();
    List<SimulationReport.Result> results = new ArrayList<>();
    for (Lane lane : lanes) {
      lane.end();
      results.add(
          new SimulationReport.Result(lane.spec, lane.capacity, lane.fits, lane.policy.traffic()));
    }
    return new SimulationReport(
        numbering.batches(), lookups, requests, firstUses, firstLookups, results);
  }
}
