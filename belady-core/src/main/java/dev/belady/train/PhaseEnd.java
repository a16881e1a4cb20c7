// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

/// Where the schedule switches from cold batches to hot ones or back.
///
/// @param samples samples of the run trained until then
/// @param pass the pass over the data, from 0
/// @param hot whether the batches before were hot
/// @param batches how many of them came in a row
/// @param rate the percentage of the batches of a pass that a phase takes
/// @param endsRound whether as large a part of both kinds has been trained now
record PhaseEnd(long samples, long pass, boolean hot, long batches, int rate, boolean endsRound) {}
