// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import dev.belady.train.TrainingEvent.DataPassed;

/// Says when a log gets another line about a pass over the data.
final class PassClock {
  private static final double SECONDS_BETWEEN_LINES = 10;

  private double lastSeconds;

  /// Whether the last line was long enough ago; then this is the next one.
  boolean isDue(DataPassed passed) {
    if (passed.seconds() < lastSeconds) {
      lastSeconds = 0; // Another pass.
    }
    if (passed.seconds() - lastSeconds < SECONDS_BETWEEN_LINES) {
      return false;
    }
    lastSeconds = passed.seconds();
    return true;
  }
}
