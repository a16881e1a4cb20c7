// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead.policy;

import java.util.List;
import java.util.Locale;

/// What the policies of a [CacheSimulation] have cost.
///
/// @param batches batches of the trace
/// @param requests distinct rows per batch, summed over the batches
/// @param distinctRows distinct rows of the trace: at least so many misses has every policy
/// @param results one per capacity and policy, capacities in the order given, then policies
public record SimulationReport(int batches, long requests, int distinctRows, List<Result> results) {
  /// Copies the list.
  public SimulationReport {
    results = List.copyOf(results);
  }

  /// One policy at one capacity.
  ///
  /// @param fits whether every batch fitted; if not, the traffic is that of the batches before
  public record Result(PolicySpec policy, int capacity, boolean fits, Traffic traffic) {}

  /// A Markdown table: hit rate, rows fetched and written back per request, share of the misses
  /// that passed fast memory by.
  public String table() {
    StringBuilder table = new StringBuilder();
    table.append(
        "| capacity | policy | hit rate | fetched/request | written/request | bypassed |\n");
    table.append("| --: | --- | --: | --: | --: | --: |\n");
    for (Result result : results) {
      Traffic traffic = result.traffic();
      String cells =
          result.fits()
              ? String.format(
                  Locale.ROOT,
                  "%.4f | %.4f | %.4f | %.4f",
                  traffic.hitRate(),
                  ratio(traffic.fetched(), traffic.requests()),
                  ratio(traffic.written(), traffic.requests()),
                  ratio(traffic.bypassed(), traffic.misses()))
              : "a batch does not fit | | |";
      table.append("| ").append(result.capacity());
      table.append(" | ").append(result.policy().label());
      table.append(" | ").append(cells).append(" |\n");
    }
    return table.toString();
  }

  private static double ratio(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }
}
