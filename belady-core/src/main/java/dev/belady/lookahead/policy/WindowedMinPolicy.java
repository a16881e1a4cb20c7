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
  private record Batch(Requests requests, int[] nextUses) {}

  private final KeptRows kept;
  private final int depth;
  private final ArrayDeque<Batch> window = new ArrayDeque<>();

  /// The batches of the window again: the list of next uses of batch `b` at `b % depth`.
  private final int[][] nextUses;

  private final RowHeap resident = new RowHeap();
  private final TrafficCounter counter = new TrafficCounter();

  /// The place of a row in the latest batch that used it.
  private int[] places = new int[0];

  private int seen;
  private int served;

  WindowedMinPolicy(KeptRows kept, int depth) {
    this.kept = kept;
    this.depth = depth;
    this.nextUses = new int[depth][];
  }

  @Override
  public void serve(Requests requests) {
    kept.check(requests.size());
    seen++;
    Batch batch = new Batch(requests, new int[requests.size()]);
    for (int i = 0; i < requests.size(); i++) {
      see(requests.rows()[i], requests.previousUses()[i], i);
    }
    nextUses[seen % depth] = batch.nextUses;
    window.add(batch);
    if (window.size() == depth) {
      serveOldest();
    }
  }

  private void see(int row, int previousUse, int place) {
    if (row >= places.length) {
      places = Arrays.copyOf(places, Math.max(row + 1, 2 * places.length));
    }
    if (previousUse > served) {
      nextUses[previousUse % depth][places[row]] = seen;
    } else if (resident.contains(row)) {
      resident.remove(row);
      resident.add(row, -seen);
    }
    places[row] = place;
  }

  private void serveOldest() {
    Batch batch = window.remove();
    Requests requests = batch.requests;
    served++;
    for (int i = 0; i < requests.size(); i++) {
      int row = requests.rows()[i];
      if (resident.contains(row)) {
        resident.remove(row);
        counter.hit(requests.lookups()[i]);
      } else {
        counter.miss(requests.lookups()[i]);
      }
    }
    evict(kept.evictedBefore(resident.size(), requests.size()));
    for (int i = 0; i < requests.size(); i++) {
      int nextUse = batch.nextUses[i];
      // Known uses sort by -batch; unknown ones come before all of them, by (uses, last use).
      long key =
          nextUse == 0
              ? Long.MIN_VALUE + ((long) requests.uses()[i] << 31) + served
              : -(long) nextUse;
      resident.add(requests.rows()[i], key);
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
    while (!window.isEmpty()) {
      serveOldest();
    }
    counter.write(resident.size());
  }

  @Override
  public Traffic traffic() {
    return counter.traffic();
  }
}
