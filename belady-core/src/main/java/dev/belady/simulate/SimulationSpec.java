// SPDX-License-Identifier: Apache-2.0
package dev.belady.simulate;

import dev.belady.lookahead.policy.BatchRows;
import dev.belady.lookahead.policy.PolicySpec;
import java.util.List;

/// What to simulate on a trace.
///
/// @param policies in the order of the results, at least one
/// @param sizes in the order of the results, at least one
/// @param batchRows what a size means
/// @param sampleEvery popularity is counted in one of so many batches, at least 1
/// @param threads that run policies, at least 1
public record SimulationSpec(
    List<PolicySpec> policies,
    List<CacheSize> sizes,
    BatchRows batchRows,
    int sampleEvery,
    int threads) {
  /// Copies the lists.
  public SimulationSpec {
    policies = List.copyOf(policies);
    sizes = List.copyOf(sizes);
  }
}
