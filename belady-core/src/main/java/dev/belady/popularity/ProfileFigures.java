// SPDX-License-Identifier: Apache-2.0
package dev.belady.popularity;

import dev.belady.lookahead.RowIndex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// The figures of a [DataProfile] that counts alone give.
final class ProfileFigures {
  /// Steps of the curves; a level must be below [HeatLevels#NEVER].
  private static final int BUDGETS = 121;

  /// The smallest budget of a curve is this part of the largest.
  private static final double SMALLEST = 1e-5;

  private static final double SHARE_STEP = 1.25;
  private static final double[] OVERLAP_PARTS = {0.001, 0.01, 0.1};

  /// A budget is large enough when twice as much covers less than so much more.
  private static final double SMALL_ACCESS_GAIN = 0.01;

  private static final double SMALL_INPUT_GAIN = 0.04;

  private ProfileFigures() {}

  /// Bytes of all rows that were used.
  static long usedBytes(AccessLog log) {
    long bytes = 0;
    for (int table = 0; table < log.tables().size(); table++) {
      bytes += (long) log.counts(table).size() * log.tables().get(table).recordBytes();
    }
    return bytes;
  }

  /// Bytes of all rows of tables whose sizes are known, or 0.
  static long tableBytes(List<CountedTable> tables) {
    long bytes = 0;
    for (CountedTable table : tables) {
      for (CountedTable.Field field : table.fields()) {
        if (field.size() == 0) {
          return 0;
        }
        bytes += field.size() * table.recordBytes();
      }
    }
    return bytes;
  }

  /// Sizes of hot sets, each larger than the one before by the same factor, up to that of all rows
  /// that were used and the unused ones of small fields.
  static long[] budgets(AccessLog log, long smallFieldBytes) {
    SmallFields small = new SmallFields(log, smallFieldBytes);
    long largest = usedBytes(log);
    int record = Integer.MAX_VALUE;
    for (int table = 0; table < log.tables().size(); table++) {
      int recordBytes = log.tables().get(table).recordBytes();
      largest += (long) small.rows(table) * recordBytes;
      record = Math.min(record, recordBytes);
    }
    double smallest = Math.max(record, SMALLEST * largest);
    double factor = Math.pow(Math.max(1, largest / smallest), 1.0 / (BUDGETS - 1));
    long[] budgets = new long[BUDGETS];
    int size = 0;
    for (int i = 0; i < BUDGETS; i++) {
      long budget = i == BUDGETS - 1 ? largest : Math.round(smallest * Math.pow(factor, i));
      if (size == 0 || budget > budgets[size - 1]) {
        budgets[size++] = budget;
      }
    }
    return Arrays.copyOf(budgets, size);
  }

  /// The figures of each field.
  static List<DataProfile.FieldProfile> fields(AccessLog log) {
    List<DataProfile.FieldProfile> profiles = new ArrayList<>();
    for (int table = 0; table < log.tables().size(); table++) {
      CountedTable spec = log.tables().get(table);
      List<long[]> fields = FieldCounts.unordered(log, table);
      for (int slot = 0; slot < fields.size(); slot++) {
        long[] rising = fields.get(slot);
        Arrays.sort(rising);
        long accesses = log.accesses(table, slot);
        profiles.add(
            new DataProfile.FieldProfile(
                spec.name(),
                spec.fields().get(slot).name(),
                spec.fields().get(slot).size(),
                rising.length,
                accesses,
                FieldCounts.firstAtLeast(rising, 2),
                shares(rising, accesses)));
      }
    }
    return profiles;
  }

  /// What the most used keys take, at numbers of keys that grow by a quarter.
  private static List<DataProfile.Share> shares(long[] rising, long accesses) {
    List<DataProfile.Share> shares = new ArrayList<>();
    double next = 1;
    long sum = 0;
    for (int key = 1; key <= rising.length; key++) {
      sum += rising[rising.length - key];
      if (key >= next || key == rising.length) {
        shares.add(new DataProfile.Share(key, (double) sum / accesses));
        next = Math.max(key + 1, key * SHARE_STEP);
      }
    }
    return shares;
  }

  /// How many of the hottest rows two logs have in common.
  static List<DataProfile.Overlap> overlaps(AccessLog first, AccessLog last, long smallFieldBytes) {
    long rows = 0;
    for (int table = 0; table < first.tables().size(); table++) {
      rows += first.counts(table).size();
    }
    List<DataProfile.Overlap> overlaps = new ArrayList<>();
    for (double part : OVERLAP_PARTS) {
      long wanted = Math.max(1, Math.round(part * rows));
      List<RowIndex> hot = new ArrayList<>();
      first.tables().forEach(_ -> hot.add(new RowIndex()));
      HeatOrder one = new HeatOrder(first, new SmallFields(first, smallFieldBytes));
      for (long i = 0; i < wanted && one.advance(Long.MAX_VALUE); i++) {
        hot.get(one.table()).put(one.key(), 0);
      }
      HeatOrder other = new HeatOrder(last, new SmallFields(last, smallFieldBytes));
      long common = 0;
      for (long i = 0; i < wanted && other.advance(Long.MAX_VALUE); i++) {
        common += hot.get(other.table()).get(other.key()) == RowIndex.ABSENT ? 0 : 1;
      }
      overlaps.add(new DataProfile.Overlap(part, wanted, (double) common / wanted));
    }
    return overlaps;
  }

  /// A size for the hot set: from where on twice as much covers hardly more, but without rows that
  /// were used once.
  static DataProfile.Suggestion suggestion(
      AccessLog log, List<DataProfile.Coverage> curve, long usedBytes) {
    long repeated = repeatedBytes(log);
    DataProfile.Suggestion suggestion =
        repeated < usedBytes
            ? new DataProfile.Suggestion(
                repeated, "it holds every row that is used more than once; others gain nothing")
            : new DataProfile.Suggestion(usedBytes, "it holds every row that is used");
    for (DataProfile.Coverage point : curve.reversed()) {
      DataProfile.Coverage twice = DataProfile.Coverage.at(curve, 2 * point.bytes());
      double accesses = twice.accesses() - point.accesses();
      double inputs = twice.inputs() - point.inputs();
      if (accesses >= SMALL_ACCESS_GAIN || inputs >= SMALL_INPUT_GAIN) {
        break;
      }
      if (point.bytes() < repeated) {
        suggestion =
            new DataProfile.Suggestion(
                point.bytes(),
                String.format(
                    Locale.ROOT,
                    "twice as much would cover only %.1f points more of the accesses and %.1f more of"
                        + " the inputs",
                    100 * accesses,
                    100 * inputs));
      }
    }
    return suggestion;
  }

  /// Bytes of the rows that were used more than once.
  private static long repeatedBytes(AccessLog log) {
    long bytes = 0;
    for (int table = 0; table < log.tables().size(); table++) {
      KeyCounts counts = log.counts(table);
      int recordBytes = log.tables().get(table).recordBytes();
      for (int place = 0; place < counts.places(); place++) {
        bytes += counts.countAt(place) > 1 ? recordBytes : 0;
      }
    }
    return bytes;
  }
}
