// SPDX-License-Identifier: Apache-2.0
package dev.belady.data;

/// A place in the stream of samples of a run.
///
/// @param epoch the number of finished passes over the data set
/// @param sample the number of samples delivered since the running pass began
/// @param total the number of samples delivered since the run began
public record ReadPosition(long epoch, long sample, long total) {
  /// The place before the first sample.
  public static final ReadPosition START = new ReadPosition(0, 0, 0);

  /// Checks the ranges.
  public ReadPosition {
    if (epoch < 0 || sample < 0 || total < 0) {
      throw new IllegalArgumentException(
          "positions must be >= 0: epoch=" + epoch + ", sample=" + sample + ", total=" + total);
    }
  }
}
