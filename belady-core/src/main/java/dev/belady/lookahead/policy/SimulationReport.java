// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead.policy;

import java.util.List;

/// What the policies of a [CacheSimulation] have cost.
///
/// @param batches batches of the trace
/// @param lookups keys of the trace
/// @param requests distinct rows per batch, summed over the batches
/// @param firstUses requests for a row that no batch before used, which is the number of distinct
///   rows: every policy misses them
/// @param firstLookups the lookups of first uses
/// @param results one per capacity and policy, capacities in the order given, then policies
public record SimulationReport(
    int batches,
    long lookups,
    long requests,
    long firstUses,
    long firstLookups,
    List<Result> results) {
  /// Copies the list.
  public SimulationReport {
    results = List.copyOf(results);
  }

  /// One policy at one capacity.
  ///
  /// @param fits whether every batch fitted; if not, the traffic is that of the batches before
  public record Result(PolicySpec policy, int capacity, boolean fits, Traffic traffic) {}

  /// The share of requests but first uses that found their row, 0 to 1.
  public double repeatHitRate(Traffic traffic) {
    return Traffic.share(traffic.hits(), requests - firstUses);
  }

  /// The share of lookups, but those of first uses, that found their row, 0 to 1.
  public double repeatLookupHitRate(Traffic traffic) {
    return Traffic.share(traffic.lookups() - traffic.missedLookups(), lookups - firstLookups);
  }
}
