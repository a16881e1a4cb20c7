// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead;

/// Fast memory cannot hold the rows of the batches in flight. Nothing has been lost: no plan was
/// made.
public final class CapacityException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int requiredFrames;

  CapacityException(int capacityFrames, int requiredFrames, int batch, int issueDistance) {
    super(
        "capacityFrames must be >= the distinct rows of "
            + (issueDistance + 1)
            + " consecutive batches: capacityFrames="
            + capacityFrames
            + ", needed for the batches known so far="
            + requiredFrames
            + " (batch "
            + batch
            + ", issueDistance="
            + issueDistance
            + ")");
    this.requiredFrames = requiredFrames;
  }

  /// The smallest capacity that works for all batches known so far; later ones may need more.
  public int requiredFrames() {
    return requiredFrames;
  }
}
