// SPDX-License-Identifier: Apache-2.0
package dev.belady.data;

import java.util.List;
import java.util.OptionalLong;

/// A data set of one format, cut into splits.
public interface SampleSource {
  /// What a sample holds.
  Schema schema();

  /// The splits in the order of the samples, at least one.
  List<Split> splits();

  /// The number of samples where the format states it without a full read.
  OptionalLong sampleCount();
}
