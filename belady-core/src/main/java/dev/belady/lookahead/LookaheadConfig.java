// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead;

/// The knobs of a [LookaheadPlanner].
///
/// @param capacityFrames rows that fast memory holds, without the pinned ones; at least 1
/// @param depth batches that the planner sees when it decides, the decided one included; at least
///   1. [LookaheadDepth] says from where on more of them bring nothing
/// @param issueDistance batches between the moment at which a row may begin to travel and its use:
///   the rows of batch `b` may begin once batch `b - 1 - issueDistance` has completed. 0 overlaps
///   nothing with training. The rows of `issueDistance + 1` batches must fit in fast memory at
///   once, see [CapacityFloor]; at least 0
public record LookaheadConfig(int capacityFrames, int depth, int issueDistance) {
  /// Checks the ranges.
  public LookaheadConfig {
    require(capacityFrames >= 1, "capacityFrames must be >= 1", "capacityFrames", capacityFrames);
    require(depth >= 1, "look-ahead depth must be >= 1", "depth", depth);
    require(issueDistance >= 0, "issueDistance must be >= 0", "issueDistance", issueDistance);
    require(
        (long) depth + issueDistance < 1 << 20,
        "depth + issueDistance must be < 2^20",
        "depth",
        depth);
  }

  private static void require(boolean holds, String rule, String name, int value) {
    if (!holds) {
      throw new IllegalArgumentException(rule + ": " + name + "=" + value);
    }
  }
}
