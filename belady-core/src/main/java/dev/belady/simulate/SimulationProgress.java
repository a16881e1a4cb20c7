// SPDX-License-Identifier: Apache-2.0
package dev.belady.simulate;

/// How far a simulation is.
///
/// @param pass 1 while the trace is looked at, 2 while policies run
/// @param batches batches of this pass
/// @param expectedBatches how many there will be, or 0 if nobody knows
/// @param lookups keys of this pass
public record SimulationProgress(int pass, long batches, long expectedBatches, long lookups) {}
