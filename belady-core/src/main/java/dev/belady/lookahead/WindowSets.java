// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead;

/// The shape of the cache of a [WindowInstallPlanner].
///
/// @param sets sets of the cache, at least 1; the set of a row is its number modulo the sets
/// @param ways rows of a set, at least 1
/// @param seed of the random choice of ways
public record WindowSets(int sets, int ways, long seed) {
  /// Checks the ranges.
  public WindowSets {
    if (sets < 1 || ways < 1 || (long) sets * ways > 1 << 30) {
      throw new IllegalArgumentException(
          "sets and ways must be >= 1 and sets x ways <= 2^30: sets=" + sets + ", ways=" + ways);
    }
  }

  /// As many sets as there are frames for when `transientFrames` are set aside, at most `mostSets`;
  /// at least one, whose ways are no more than the frames.
  public static WindowSets within(
      int frames, int transientFrames, int mostSets, int ways, long seed) {
    int used = Math.min(ways, frames);
    int sets = Math.clamp((frames - transientFrames) / used, 1, mostSets);
    return new WindowSets(sets, used, seed);
  }
}
