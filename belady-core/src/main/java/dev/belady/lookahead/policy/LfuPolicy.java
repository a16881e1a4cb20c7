// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead.policy;

/// The row that the fewest batches have used leaves; among equals the one not used for the longest
/// time, then the one with the smallest number. Uses before a row was evicted count, too.
final class LfuPolicy implements CachePolicy {
  private final KeptRows kept;
  private final RowHeap resident = new RowHeap();
  private final TrafficCounter counter = new TrafficCounter();
  private int batches;

  LfuPolicy(KeptRows kept) {
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
    for (int i = 0; i < batch.size(); i++) {
      resident.add(batch.rows()[i], ((long) batch.uses()[i] << 32) | batches);
    }
    batches++;
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
