// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead.policy;

import dev.belady.lookahead.PopularityProfile;
import dev.belady.lookahead.RowIndex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Runs a trace of keys through several policies at several capacities in one pass.
///
/// The trace streams by: memory is bounded per distinct key (40 to 70 bytes, and for each policy
/// and capacity up to 12 more), except for [PolicySpec.Clairvoyant], which keeps the distinct rows
/// of every batch. Everything is a function of the calls; equal calls give equal reports.
public final class CacheSimulation {
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
  }

  private final List<PolicySpec> specs;
  private final BatchRows batchRows;
  private final int[] capacities;
  private final List<Lane> lanes = new ArrayList<>();
  private final PopularityProfile profile = new PopularityProfile();
  private final RowTrace trace = new RowTrace();
  private final boolean keepsTrace;

  /// Key to row number, by first appearance.
  private final RowIndex numbers = new RowIndex();

  private int[] latestBatch = new int[1024];
  private int[] rows = new int[1024];
  private int batches;
  private long requests;

  /// A simulation of each policy at each capacity.
  ///
  /// @param batchRows what capacity means; [PolicySpec.StaticPopularity] and
  ///   [PolicySpec.WindowInstall] send rows past fast memory and know no other meaning than
  ///   [BatchRows#BESIDE]
  /// @param capacities in rows, at least 1
  public CacheSimulation(List<PolicySpec> specs, BatchRows batchRows, int... capacities) {
    this.batchRows = batchRows;
    this.specs = List.copyOf(specs);
    this.capacities = capacities.clone();
    this.keepsTrace = specs.contains(new PolicySpec.Clairvoyant());
    for (int capacity : capacities) {
      if (capacity < 1) {
        throw new IllegalArgumentException("capacity must be >= 1: capacity=" + capacity);
      }
    }
  }

  /// Counts the first `count` of `keys` for [PolicySpec.StaticPopularity]: a sample of the trace's
  /// occurrences, given before the trace.
  public void profile(long[] keys, int count) {
    if (batches != 0) {
      throw new IllegalStateException("the profile comes before the trace: batches=" + batches);
    }
    rows = rows.length < count ? new int[count] : rows;
    for (int i = 0; i < count; i++) {
      rows[i] = number(keys[i]);
    }
    profile.add(rows, count);
  }

  /// Runs the next batch of the trace: the first `count` of `keys`, which may repeat.
  public void add(long[] keys, int count) {
    if (batches == 0) {
      makeLanes();
    }
    batches++;
    int distinct = distinct(keys, count);
    requests += distinct;
    if (keepsTrace) {
      trace.add(rows, distinct);
    }
    for (Lane lane : lanes) {
      if (lane.fits) {
        try {
          lane.policy.serve(rows, distinct);
        } catch (BatchTooLargeException e) {
          lane.fits = false;
        }
      }
    }
  }

  /// Ends the trace. The simulation is of no use afterwards.
  public SimulationReport finish() {
    List<SimulationReport.Result> results = new ArrayList<>();
    for (Lane lane : lanes) {
      if (lane.fits) {
        lane.policy.end();
      }
      results.add(
          new SimulationReport.Result(lane.spec, lane.capacity, lane.fits, lane.policy.traffic()));
    }
    return new SimulationReport(batches, requests, numbers.size(), results);
  }

  private void makeLanes() {
    for (int capacity : capacities) {
      for (PolicySpec spec : specs) {
        lanes.add(new Lane(spec, capacity, policy(spec, capacity)));
      }
    }
  }

  private CachePolicy policy(PolicySpec spec, int capacity) {
    KeptRows kept = new KeptRows(capacity, batchRows);
    return switch (spec) {
      case PolicySpec.Lru() -> new LruPolicy(kept);
      case PolicySpec.Lfu() -> new LfuPolicy(kept);
      case PolicySpec.Clock() -> new ClockPolicy(kept);
      case PolicySpec.StaticPopularity() -> new StaticPolicy(profile.top(capacity));
      case PolicySpec.WindowInstall(int depth, int ways, long seed) ->
          new WindowInstallPolicy(Math.max(1, capacity / ways), ways, depth, seed);
      case PolicySpec.Lookahead(int depth) ->
          switch (batchRows) {
            case COUNTED -> new LookaheadPolicy(capacity, depth);
            case BESIDE -> new WindowedMinPolicy(kept, depth);
          };
      case PolicySpec.Clairvoyant() -> new ClairvoyantPolicy(kept, trace);
    };
  }

  /// Puts the numbers of the batch's distinct rows into `rows`, in order of first use.
  private int distinct(long[] keys, int count) {
    rows = rows.length < count ? new int[count] : rows;
    int distinct = 0;
    for (int i = 0; i < count; i++) {
      int row = number(keys[i]);
      if (row >= latestBatch.length) {
        latestBatch = Arrays.copyOf(latestBatch, Math.max(row + 1, 2 * latestBatch.length));
      }
      if (latestBatch[row] != batches) {
        latestBatch[row] = batches;
        rows[distinct++] = row;
      }
    }
    return distinct;
  }

  private int number(long key) {
    int number = numbers.get(key);
    if (number == RowIndex.ABSENT) {
      number = numbers.size();
      numbers.put(key, number);
    }
    return number;
  }
}
