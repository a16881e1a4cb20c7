// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.data.SampleSource;
import dev.belady.popularity.HotSet;

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

  /// The number of cold inputs.
  long coldSamples() {
    return cold.sampleCount().orElseThrow();
  }
}
