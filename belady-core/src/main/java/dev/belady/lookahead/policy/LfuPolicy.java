// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead.policy;

import java.util.Arrays;

/// The row that the fewest batches have used leaves; among equals the one not used for the longest
/// time, then the one with the smallest number. Uses before a row was evicted count, too.
final class LfuPolicy implements CachePolicy {
  private final KeptRows kept;
  private final RowHeap resident = new RowHeap();
  private int[] uses = new int[0];
  private int batches;
  private Traffic traffic = Traffic.NONE;

  LfuPolicy(KeptRows kept) {
    this.kept = kept;
  }

  @Override
  public void serve(int[] rows, int count) {
    int missed = 0;
    for (int i = 0; i < count; i++) {
      if (resident.contains(rows[i])) {
        resident.remove(rows[i]);
      } else {
        missed++;
      }
    }
    int evicted = evict(kept.evictedBefore(resident.size(), count));
    for (int i = 0; i < count; i++) {
      resident.add(rows[i], ((long) use(rows[i]) << 32) | batches);
    }
    batches++;
    evicted += evict(kept.evictedAfter(resident.size()));
    traffic = traffic.plus(count, missed, evicted);
  }

  private int use(int row) {
    if (row >= uses.length) {
      uses = Arrays.copyOf(uses, Math.max(row + 1, 2 * uses.length));
    }
    return ++uses[row];
  }

  private int evict(int count) {
    for (int i = 0; i < count; i++) {
      resident.remove(resident.first());
    }
    return count;
  }

  @Override
  public void end() {
    traffic = traffic.plusWritten(resident.size());
  }

  @Override
  public Traffic traffic() {
    return traffic;
  }
}
