// SPDX-License-Identifier: Apache-2.0
package dev.belady.popularity;

import dev.belady.random.CounterRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// FAE's search for the hot set: a row is hot when it gets at least the part `t` of the accesses to
/// its field, and `t` is the smallest for which the hot rows fit into the budget.
///
/// How many rows are hot at some `t` is not counted but estimated, by a [RandEmEstimate] for each
/// large field, and the upper end of the interval is what must fit. Small fields are hot outright
/// and only take their bytes; fields in between are counted. The number of hot rows never grows
/// with `t`, so that halving an interval of `log(t)` finds it.
final class ThresholdSearch {
  private static final int STEPS = 48;

  private final AccessLog log;
  private final CalibrationOptions options;
  private final SmallFields smallFields;
  private final List<Field> fields = new ArrayList<>();

  ThresholdSearch(AccessLog log, SmallFields smallFields, CalibrationOptions options) {
    this.log = log;
    this.options = options;
    this.smallFields = smallFields;
    CounterRandom random = new CounterRandom(options.seed());
    for (int table = 0; table < log.tables().size(); table++) {
      fields.addAll(List.of(fieldsOf(table, random)));
    }
  }

  /// The smallest threshold, up to a factor of nearly 1, whose rows fit by the upper end of the
  /// estimate; 1 if none does.
  double threshold() {
    double low = 0; // log2 of a threshold that fits
    double high = -50;
    if (upperBytes(Math.pow(2, high)) <= options.budgetBytes()) {
      return Math.pow(2, high);
    }
    for (int step = 0; step < STEPS; step++) {
      double middle = (low + high) / 2;
      if (upperBytes(Math.pow(2, middle)) <= options.budgetBytes()) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return Math.pow(2, low);
  }

  /// The bytes that the hot rows need at a threshold, by the upper end of the estimates.
  double upperBytes(double threshold) {
    double bytes = 0;
    for (Field field : fields) {
      bytes += upperRows(field, threshold) * log.tables().get(field.table).recordBytes();
    }
    return bytes;
  }

  private double upperRows(Field field, double threshold) {
    if (field.wholeRows > 0) {
      return (double) field.wholeRows;
    }
    long least = leastCount(threshold, log.accesses(field.table, field.slot));
    return field.estimate == null
        ? field.rising.length - FieldCounts.firstAtLeast(field.rising, least)
        : field.estimate.rowsWith(least).upper();
  }

  /// The fewest accesses that a row must have to be hot: the part `threshold` of all, and 1.
  static long leastCount(double threshold, long accesses) {
    return Math.max(1, (long) Math.ceil(threshold * accesses));
  }

  /// The fewest accesses that a row of each slot of a table must have to be hot.
  static long[] leastCounts(double threshold, AccessLog log, int table) {
    long[] leastCounts = new long[log.tables().get(table).fields().size()];
    for (int slot = 0; slot < leastCounts.length; slot++) {
      leastCounts[slot] = leastCount(threshold, log.accesses(table, slot));
    }
    return leastCounts;
  }

  private Field[] fieldsOf(int table, CounterRandom random) {
    CountedTable spec = log.tables().get(table);
    Field[] of = new Field[spec.fields().size()];
    List<long[]> seen = FieldCounts.unordered(log, table);
    for (int slot = 0; slot < of.length; slot++) {
      long declared = spec.fields().get(slot).size();
      long rows = Math.max(declared, seen.get(slot).length);
      boolean small = smallFields.holds(table, slot);
      RandEmEstimate estimate = null;
      if (!small && rows >= RandEmEstimate.LEAST_ROWS) {
        long stream = CounterRandom.stream("rand-em " + table, slot);
        estimate = new RandEmEstimate(seen.get(slot), rows, random, stream);
      }
      Arrays.sort(seen.get(slot));
      of[slot] = new Field(table, slot, seen.get(slot), estimate, small ? declared : 0);
    }
    return of;
  }

  /// One field.
  private static final class Field {
    private final int table;
    private final int slot;

    /// The counts of the rows that were seen.
    private final long[] rising;

    /// What is asked instead of the counts, where the field is large.
    private final @Nullable RandEmEstimate estimate;

    /// The rows, where all of them are hot.
    private final long wholeRows;

    Field(int table, int slot, long[] rising, @Nullable RandEmEstimate estimate, long wholeRows) {
      this.table = table;
      this.slot = slot;
      this.rising = rising;
      this.estimate = estimate;
      this.wholeRows = wholeRows;
    }
  }
}
