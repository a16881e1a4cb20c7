// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead;

/// How far a planner must look ahead to decide as well as one that knows everything, measured on a
/// sample of consecutive batches.
///
/// A row whose next use the window shows already when it is used is *kept* until then, if the
/// planner can. Once such rows fill fast memory no others are in it: a row whose next use lies
/// beyond the window leaves at once, as it would if its next use were known, since all others are
/// needed earlier. Batches beyond change nothing then. A row that is used again after a gap of `g <
/// depth` batches is kept for `g` of them, so the mean number of kept rows over `T` batches is
///
/// ```
///   kept(depth) = (1 / T) * sum of all gaps g < depth
/// ```
///
/// and a histogram of the gaps answers for every capacity at once. Memory: 32 to 64 bytes per
/// distinct row of the sample.
public final class LookaheadDepth {
  private static final int BEYOND = 0;

  private final RowIndex latestBatch = new RowIndex();

  /// How often each gap occurred; no gap is 0, so that element counts those of `maxDepth` and more.
  private final long[] gaps;

  private int batches;

  /// A measurement of depths up to `maxDepth`, at least 2.
  public LookaheadDepth(int maxDepth) {
    if (maxDepth < 2) {
      throw new IllegalArgumentException("maxDepth must be >= 2: maxDepth=" + maxDepth);
    }
    gaps = new long[maxDepth];
  }

  /// Adds the next batch of the sample: the first `count` of `rows`, which are distinct.
  public void add(long[] rows, int count) {
    for (int i = 0; i < count; i++) {
      int latest = latestBatch.get(rows[i]);
      if (latest != RowIndex.ABSENT) {
        int gap = batches - latest;
        gaps[gap < gaps.length ? gap : BEYOND]++;
      }
      latestBatch.put(rows[i], batches);
    }
    batches = Math.incrementExact(batches);
  }

  /// The smallest depth at which the mean number of kept rows reaches `capacityFrames`; if none
  /// does, the smallest that shows every reuse in the sample, or `maxDepth`.
  public int depthFor(int capacityFrames) {
    long wanted = Math.multiplyExact((long) capacityFrames, batches);
    long kept = 0;
    int depth = 1;
    for (int gap = 1; gap < gaps.length && kept < wanted; gap++) {
      if (gaps[gap] > 0) {
        kept += gap * gaps[gap];
        depth = gap + 1;
      }
    }
    return kept < wanted && gaps[BEYOND] > 0 ? gaps.length : depth;
  }
}
