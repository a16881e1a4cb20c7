// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead.policy;

/// A policy to simulate.
public sealed interface PolicySpec {
  /// Its name in a table.
  String label();

  /// Least recently used.
  record Lru() implements PolicySpec {
    @Override
    public String label() {
      return "LRU";
    }
  }

  /// Least frequently used, counts kept for all rows.
  record Lfu() implements PolicySpec {
    @Override
    public String label() {
      return "LFU";
    }
  }

  /// Second chance.
  record Clock() implements PolicySpec {
    @Override
    public String label() {
      return "CLOCK";
    }
  }

  /// The most popular rows of the sample of a [TraceSurvey] stay for good, as in FAE; where the
  /// rows of a batch count, room for the largest batch is left.
  record StaticPopularity() implements PolicySpec {
    @Override
    public String label() {
      return "static";
    }
  }

  /// Whole windows are installed into a set-associative cache, as in cDLRM; the capacity is rounded
  /// down to a prime number of sets. Where the rows of a batch count, room for the largest batch is
  /// left.
  ///
  /// @param depth batches of a window, at least 1
  /// @param ways rows of a set, at least 1
  /// @param seed of the random choice of ways
  record WindowInstall(int depth, int ways, long seed) implements PolicySpec {
    /// Checks the ranges.
    public WindowInstall {
      if (depth < 1 || ways < 1) {
        throw new IllegalArgumentException(
            "depth and ways must be >= 1: depth=" + depth + ", ways=" + ways);
      }
    }

    @Override
    public String label() {
      return "cDLRM L=" + depth + " " + ways + "-way";
    }
  }

  /// The planner of this product; with [BatchRows#BESIDE], the same order of victims.
  ///
  /// @param depth batches that it sees, at least 1
  record Lookahead(int depth) implements PolicySpec {
    /// Checks the range.
    public Lookahead {
      if (depth < 1) {
        throw new IllegalArgumentException("depth must be >= 1: depth=" + depth);
      }
    }

    @Override
    public String label() {
      return "look-ahead L=" + depth;
    }
  }

  /// Bélády's MIN with the whole trace known, the bound that no policy beats.
  record Clairvoyant() implements PolicySpec {
    @Override
    public String label() {
      return "MIN";
    }
  }
}
