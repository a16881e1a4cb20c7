// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.data.SampleSource;
import dev.belady.popularity.HotSet;
import dev.belady.popularity.RejoinedSource;

/// The training set in two: inputs that use hot rows only, and the others.
///
/// @param hotSet what tells them apart
/// @param hot the hot ones in their order; the source knows how many
/// @param cold the cold ones in their order; the source knows how many
record HotAndCold(HotSet hotSet, SampleSource hot, SampleSource cold) {
  /// The number of hot inputs.
  long hotSamples() {
    return hot.sampleCount().orElseThrow();
  }

  /// All of them in the order of the data that they are from.
  SampleSource inOrder() {
    return new RejoinedSource(hot, cold);
  }

  /// The number of cold inputs.
  long coldSamples() {
    return cold.sampleCount().orElseThrow();
  }
}
