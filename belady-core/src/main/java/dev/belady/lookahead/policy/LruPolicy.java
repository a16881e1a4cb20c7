// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead.policy;

/// The row that has not been used for the longest time leaves; within a batch, the one used first.
final class LruPolicy implements CachePolicy {
  private final KeptRows kept;
  private final RowList resident = new RowList();
  private Traffic traffic = Traffic.NONE;

  LruPolicy(KeptRows kept) {
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
      resident.append(rows[i]);
    }
    evicted += evict(kept.evictedAfter(resident.size()));
    traffic = traffic.plus(count, missed, evicted);
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
