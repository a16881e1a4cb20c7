// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead.policy;

import java.util.ArrayDeque;
import java.util.Arrays;

/// MIN inside a window, written with a heap and sharing nothing with the planner: rows without a
/// known use leave first, least used, then longest unused; then the rows used farthest ahead.
final class WindowedMinPolicy implements CachePolicy {
  /// A batch of the window.
  ///
  /// @param nextUses for each row the next known batch that uses it, or 0
  private record Batch(int[] rows, int[] nextUses) {}

  private final KeptRows kept;
  private final int depth;
  private final ArrayDeque<Batch> window = new ArrayDeque<>();
  private final RowHeap resident = new RowHeap();

  /// Where a row was seen last: the batch (from 1), the list of next uses there, and the place in
  /// it.
  private int[] seenIn = new int[0];

  private int[][] seenList = new int[0][];
  private int[] seenAt = new int[0];
  private int[] uses = new int[0];
  private int seen;
  private int served;
  private Traffic traffic = Traffic.NONE;

  WindowedMinPolicy(KeptRows kept, int depth) {
    this.kept = kept;
    this.depth = depth;
  }

  @Override
  public void serve(int[] rows, int count) {
    kept.evictedBefore(0, count);
    Batch batch = new Batch(Arrays.copyOf(rows, count), new int[count]);
    seen++;
    for (int i = 0; i < count; i++) {
      see(rows[i], batch.nextUses, i);
    }
    window.add(batch);
    if (window.size() == depth) {
      serveOldest();
    }
  }

  private void see(int row, int[] list, int position) {
    if (row >= seenIn.length) {
      int length = Math.max(row + 1, 2 * seenIn.length);
      seenIn = Arrays.copyOf(seenIn, length);
      seenList = Arrays.copyOf(seenList, length);
      seenAt = Arrays.copyOf(seenAt, length);
      uses = Arrays.copyOf(uses, length);
    }
    if (seenIn[row] > served) {
      seenList[row][seenAt[row]] = seen;
    } else if (resident.contains(row)) {
      resident.remove(row);
      resident.add(row, -seen);
    }
    seenIn[row] = seen;
    seenList[row] = list;
    seenAt[row] = position;
  }

  private void serveOldest() {
    Batch batch = window.remove();
    served++;
    int missed = 0;
    for (int row : batch.rows) {
      if (resident.contains(row)) {
        resident.remove(row);
      } else {
        missed++;
      }
      uses[row]++;
    }
    int evicted = evict(kept.evictedBefore(resident.size(), batch.rows.length));
    for (int i = 0; i < batch.rows.length; i++) {
      int row = batch.rows[i];
      int nextUse = batch.nextUses[i];
      // Known uses sort by -batch; unknown ones come before all of them, by (uses, last use).
      long key =
          nextUse == 0 ? Long.MIN_VALUE + ((long) uses[row] << 31) + served : -(long) nextUse;
      resident.add(row, key);
    }
    evicted += evict(kept.evictedAfter(resident.size()));
    traffic = traffic.plus(batch.rows.length, missed, evicted);
  }

  private int evict(int count) {
    for (int i = 0; i < count; i++) {
      resident.remove(resident.first());
    }
    return count;
  }

  @Override
  public void end() {
    while (!window.isEmpty()) {
      serveOldest();
    }
    traffic = traffic.plusWritten(resident.size());
  }

  @Override
  public Traffic traffic() {
    return traffic;
  }
}
