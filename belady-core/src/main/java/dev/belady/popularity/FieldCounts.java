// SPDX-License-Identifier: Apache-2.0
package dev.belady.popularity;

import java.util.ArrayList;
import java.util.List;

/// The counts of a table's keys apart by field.
final class FieldCounts {
  private FieldCounts() {}

  /// For each slot of a table the counts of the keys first seen there, in no order.
  static List<long[]> unordered(AccessLog log, int table) {
    KeyCounts counts = log.counts(table);
    int slots = log.tables().get(table).fields().size();
    int[] left = new int[slots];
    for (int place = 0; place < counts.places(); place++) {
      if (counts.holds(place)) {
        left[counts.slotAt(place)]++;
      }
    }
    List<long[]> fields = new ArrayList<>();
    for (int slot = 0; slot < slots; slot++) {
      fields.add(new long[left[slot]]);
    }
    for (int place = 0; place < counts.places(); place++) {
      if (counts.holds(place)) {
        int slot = counts.slotAt(place);
        fields.get(slot)[--left[slot]] = counts.countAt(place);
      }
    }
    return fields;
  }

  /// The number of entries below `count` in an array in rising order.
  static int firstAtLeast(long[] rising, long count) {
    int low = 0;
    int high = rising.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (rising[middle] < count) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
