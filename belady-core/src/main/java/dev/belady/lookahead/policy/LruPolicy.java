// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead.policy;

/// The row that has not been used for the longest time leaves; within a batch, the one used first.
final class LruPolicy implements CachePolicy {
  private final KeptRows kept;
  private final RowList resident = new RowList();
  private final TrafficCounter counter = new TrafficCounter();

  LruPolicy(KeptRows kept) {
    this.kept = kept;
  }

  @Override
  public void serve(Requests batch) {
    kept.check(batch.size());
    for (int i = 0; i < batch.size(); i++) {
      if (resident.contains(batch.rows()[i])) {
        resident.remove(batch.rows()[i]);
        counter.hit(batch.lookups()[i]);
      } else {
        counter.miss(batch.lookups()[i]);
      }
    }
    evict(kept.evictedBefore(resident.size(), batch.size()));
    for (int row : batch.rows()) {
      resident.append(row);
    }
    evict(kept.evictedAfter(resident.size()));
  }

  private void evict(int count) {
    for (int i = 0; i < count; i++) {
      resident.remove(resident.first());
    }
    counter.write(count);
  }

  @Override
  public void end() {
    counter.write(resident.size());
  }

  @Override
  public Traffic traffic() {
    return counter.traffic();
  }
}
