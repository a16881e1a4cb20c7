// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.kernel.RowOccurrences;
import java.util.concurrent.atomic.AtomicLong;

/// Counts which part of the accesses goes to hot rows. One thread counts, any may ask.
final class HotAccesses {
  private final AtomicLong all = new AtomicLong();
  private final AtomicLong hot = new AtomicLong();

  /// Counts the accesses of a batch to one table, where records `first` to `end - 1` are those of
  /// hot rows.
  void add(RowOccurrences occurrences, int first, int end) {
    int[] offsets = occurrences.occurrenceOffsets;
    long accesses = 0;
    for (int i = 0; i < occurrences.distinct; i++) {
      int record = occurrences.distinctRows[i];
      if (record >= first && record < end) {
        accesses += offsets[i + 1] - offsets[i];
      }
    }
    all.addAndGet(offsets[occurrences.distinct]);
    hot.addAndGet(accesses);
  }

  /// The accesses counted.
  long all() {
    return all.get();
  }

  /// The accesses to hot rows.
  long hot() {
    return hot.get();
  }
}
