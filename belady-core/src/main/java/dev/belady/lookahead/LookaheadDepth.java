// SPDX-License-Identifier: Apache-2.0

package dev.belady.lookahead;

/// How far a planner must look ahead to decide as well as one that knows everything, measured on a
/// sample of consecutive batches.
///
/// A row is *live* while it waits for a use that the window shows. Once live rows fill fast memory,
/// every victim is the farthest of rows whose next uses are all known, and batches beyond could not
/// change the choice. A row that is used again after a gap of `g` batches is live for
/// `min(g, depth - 1)` of them, so the mean number of live rows over `T` batches is
///
/// ```
///   live(depth) = (1 / T) * sum over all gaps g of min(g, depth - 1)
/// ```
///
/// and a histogram of the gaps answers for every capacity at once. Memory: 32 to 64 bytes per distinct
/// row of the sample.
public final class LookaheadDepth {
  private final RowIndex latestBatch = new RowIndex();
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
        gaps[Math.min(batches - latest, gaps.length - 1)]++;
      }
      latestBatch.put(rows[i], batches);
    }
    batches = Math.incrementExact(batches);
  }

  /// The smallest depth at which the mean number of live rows reaches `capacityFrames`; if none does,
  /// the smallest that shows every reuse in the sample, or `maxDepth`.
  public int depthFor(int capacityFrames) {
    long wanted = Math.multiplyExact((long) capacityFrames, batches);
    long gapsAtLeast = 0;
    for (long count : gaps) {
      gapsAtLeast += count;
    }
    long live = 0;
    int depth = 1;
    while (live < wanted && gapsAtLeast > 0 && depth < gaps.length) {
      live += gapsAtLeast;
      gapsAtLeast -= gaps[depth];
      depth++;
    }
    return depth;
  }
}
