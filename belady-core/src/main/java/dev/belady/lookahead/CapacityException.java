// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead;

import java.util.Locale;

/// Fast memory cannot hold the rows of the batches in flight. Nothing has been lost: no plan was
/// made.
public final class CapacityException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int requiredFrames;

  CapacityException(int capacityFrames, int requiredFrames, int batch, int issueDistance) {
    super(
        String.format(
                Locale.ROOT,
                "capacityFrames must be >= the distinct rows of %d consecutive batches:",
                issueDistance + 1)
            + String.format(
                Locale.ROOT,
                " capacityFrames=%d, needed for the batches known so far=%d (batch %d, issueDistance=%d)",
                capacityFrames,
                requiredFrames,
                batch,
                issueDistance));
    this.requiredFrames = requiredFrames;
  }

  /// The smallest capacity that works for all batches known so far; later ones may need more.
  public int requiredFrames() {
    return requiredFrames;
  }
}
