// SPDX-License-Identifier: Apache-2.0
package dev.belady.popularity;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What a hot set that was chosen from a sample of the inputs covers of their accesses, and what it
/// can be expected to cover of those of other inputs: less, because the sample decided what is hot.
///
/// For other inputs an access of the sample counts as covered if its row would be hot without it,
/// with one access less and the others as they are. So nothing is split off, every count serves to
/// choose, and no memory is needed. The bias is that of a sample with one access less, next to
/// none, as long as accesses are independent of each other; where some keys go together, or the
/// data changes, the true figure is lower.
///
/// @param samples the inputs of the sample
/// @param allInputs whether they are all that there are
/// @param ofSample the part of their accesses, 0 to 1, that the hot set covers
/// @param ofOthers the part of the accesses of other inputs, 0 to 1, that it is expected to cover
/// @param spent the part of the budget, 0 to 1, that the rows of the sample take
/// @param countError by how much the count of a row may be too low; 0 when all are exact
public record CoverageEstimate(
    long samples,
    boolean allInputs,
    double ofSample,
    double ofOthers,
    double spent,
    long countError) {
  /// From this part of the accesses on a loss is worth a sentence.
  public static final double NOTABLE_LOSS = 0.02;

  /// About the part of the accesses, 0 to 1, that is lost because not all inputs were counted. What
  /// the best hot set covers lies between what this one covers of its sample and of others. Where
  /// the budget is spent it is about halfway, because counts that are too high by chance flatter
  /// about as much as they mislead; the more of the budget the sample has no rows for, the more of
  /// what is missed could have been covered.
  public double lost() {
    return allInputs ? 0 : Math.max(0, (ofSample - ofOthers) * (1 - spent / 2));
  }

  /// The estimate in words, for example `they take 91.9% of the accesses of the 100,123 inputs that
  /// were counted, and can be expected to take 89.4% of those of others`.
  public String describe() {
    if (allInputs) {
      return String.format(
          Locale.ROOT,
          "they take %.1f%% of the accesses of all %,d inputs",
          100 * ofSample,
          samples);
    }
    return String.format(
        Locale.ROOT,
        "they take %.1f%% of the accesses of the %,d inputs that were counted, and can be expected to"
            + " take %.1f%% of those of others",
        100 * ofSample,
        samples,
        100 * ofOthers);
  }

  /// What the user should know and can change.
  ///
  /// @param rate the name of the option for the part of the inputs that is counted
  /// @param memory the name of the option for the memory of counters
  public List<String> notices(String rate, String memory) {
    List<String> notices = new ArrayList<>();
    if (lost() > NOTABLE_LOSS) {
      notices.add(lossSentence(lost(), rate));
    }
    if (countError > 0) {
      notices.add(
          String.format(
              Locale.ROOT,
              "the counters are full (%s): rare keys were dropped, and a count may be too low by %,d",
              memory,
              countError));
    }
    return notices;
  }

  /// The advice to count more inputs.
  ///
  /// @param lost the part of the accesses, 0 to 1
  /// @param rate the name of the option
  public static String lossSentence(double lost, String rate) {
    return String.format(
        Locale.ROOT,
        "about %.1f points of the accesses are lost because few inputs were counted: a higher %s"
            + " finds better rows",
        100 * lost,
        rate);
  }

  /// Judges the hot set that [Calibrator#choose] has made of a log with these options.
  public static CoverageEstimate of(AccessLog log, CalibrationOptions options, HotSet hotSet) {
    SmallFields small = new SmallFields(log, options.smallFieldBytes());
    double threshold = Calibrator.threshold(log, small, options);
    HeatOrder order = new HeatOrder(log, small, threshold);
    order.take(options.budgetBytes(), () -> {});
    boolean whole = !order.advance(Long.MAX_VALUE);
    long hot = 0;
    long hotWithout = 0;
    long error = 0;
    for (int table = 0; table < log.tables().size(); table++) {
      long[] leastCounts = ThresholdSearch.leastCounts(threshold, log, table);
      KeyCounts counts = log.counts(table);
      HotTable rows = hotSet.table(table);
      for (int rank = 0; rank < rows.size(); rank++) {
        long count = rows.count(rank);
        if (count > 0) {
          hot += count;
          long key = rows.key(rank);
          int slot = small.slotOf(table, key);
          long heat = slot < 0 ? count - 1 : Math.max(count - 1, small.average(table, slot));
          boolean known = slot >= 0 || heat >= leastCounts[counts.slotAt(counts.find(key))];
          hotWithout += known && (whole || order.isAfter(table, heat, key)) ? count : 0;
        }
      }
      error = Math.max(error, counts.error());
    }
    double accesses = Math.max(1, log.accesses());
    return new CoverageEstimate(
        log.samples(),
        options.sampleRate() == 1,
        hot / accesses,
        hotWithout / accesses,
        whole ? Math.min(1, (double) hotSet.bytes() / Math.max(1, options.budgetBytes())) : 1,
        error);
  }
}
