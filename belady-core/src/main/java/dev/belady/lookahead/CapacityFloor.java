// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead;

/// The smallest fast memory that can train on a sequence of batches: the most distinct rows that
/// any `issueDistance + 1` consecutive batches use.
///
/// It sees each batch once and remembers only the rows of those last batches.
public final class CapacityFloor {
  private final int batchesInFlight;
  private final RowIndex latestBatch = new RowIndex();
  private final long[][] rows;
  private final int[] counts;
  private int batches;
  private int frames;

  /// A floor for the given issue distance, see [LookaheadConfig].
  public CapacityFloor(int issueDistance) {
    if (issueDistance < 0) {
      throw new IllegalArgumentException(
          "issueDistance must be >= 0: issueDistance=" + issueDistance);
    }
    batchesInFlight = issueDistance + 1;
    rows = new long[batchesInFlight][0];
    counts = new int[batchesInFlight];
  }

  /// Adds the next batch: the first `count` of `batchRows`, repeated rows being counted once.
  public void add(long[] batchRows, int count) {
    int slot = batches % batchesInFlight;
    int leaving = batches - batchesInFlight;
    for (int i = 0; i < counts[slot]; i++) {
      if (latestBatch.get(rows[slot][i]) == leaving) {
        latestBatch.remove(rows[slot][i]);
      }
    }
    if (rows[slot].length < count) {
      rows[slot] = new long[count];
    }
    System.arraycopy(batchRows, 0, rows[slot], 0, count);
    counts[slot] = count;
    for (int i = 0; i < count; i++) {
      latestBatch.put(batchRows[i], batches);
    }
    batches = Math.incrementExact(batches);
    frames = Math.max(frames, latestBatch.size());
  }

  /// The smallest capacity that works for all batches added so far.
  public int frames() {
    return frames;
  }
}
