// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead.policy;

/// Bélády's MIN over the whole trace: the bound that no policy beats. It needs the complete trace
/// first and decides at its end; with a heap and a pass backwards it shares nothing with the
/// planner.
final class ClairvoyantPolicy implements CachePolicy {
  private final KeptRows kept;
  private final RowTrace trace;
  private final RowHeap farthestFirst = new RowHeap();
  private Traffic traffic = Traffic.NONE;

  /// @param trace filled by the caller, who may share it among capacities
  ClairvoyantPolicy(KeptRows kept, RowTrace trace) {
    this.kept = kept;
    this.trace = trace;
  }

  @Override
  public void serve(int[] rows, int count) {
    // Refuses a batch that is too large while the others still can go on.
    kept.evictedBefore(0, count);
  }

  @Override
  public void end() {
    for (int b = 0; b < trace.size(); b++) {
      int[] rows = trace.batch(b);
      int[] nextUses = trace.nextUses(b);
      int missed = 0;
      for (int row : rows) {
        if (farthestFirst.contains(row)) {
          farthestFirst.remove(row);
        } else {
          missed++;
        }
      }
      int evicted = evict(kept.evictedBefore(farthestFirst.size(), rows.length));
      for (int i = 0; i < rows.length; i++) {
        farthestFirst.add(rows[i], -nextUses[i]);
      }
      evicted += evict(kept.evictedAfter(farthestFirst.size()));
      traffic = traffic.plus(rows.length, missed, evicted);
    }
    traffic = traffic.plusWritten(farthestFirst.size());
  }

  private int evict(int count) {
    for (int i = 0; i < count; i++) {
      farthestFirst.remove(farthestFirst.first());
    }
    return count;
  }

  @Override
  public Traffic traffic() {
    return traffic;
  }
}
