// SPDX-License-Identifier: Apache-2.0
package dev.belady.popularity;

import dev.belady.data.Batch;
import java.util.List;

/// Finds the hot set of a data set: counts the accesses of a random sample of its inputs, and
/// chooses the rows that are worth the budget.
///
/// The hot set is a function of the options, the tables and the inputs with their numbers. One
/// thread uses a calibrator.
///
/// 1. M. Adnan, Y. E. Maboud, D. Mahajan, P. J. Nair: Accelerating Recommendation System Training
///    by Leveraging Popular Choices. PVLDB 15 (2021).
public final class Calibrator {
  private final CalibrationOptions options;
  private final InputSample sample;
  private final AccessLog log;

  /// A calibrator that has seen nothing yet.
  public Calibrator(List<CountedTable> tables, CalibrationOptions options) {
    this.options = options;
    this.sample = new InputSample(options.seed(), options.sampleRate());
    this.log = new AccessLog(tables, new CountMemory(options.countBytes()));
  }

  /// Counts those inputs of a batch that are in the sample.
  public void add(Batch batch) {
    for (int i = 0; i < batch.size(); i++) {
      if (sample.includes(batch.firstSample() + i)) {
        log.add(batch, i);
      }
    }
  }

  /// What was counted.
  public AccessLog log() {
    return log;
  }

  /// Chooses the hot set from what was counted so far.
  public HotSet hotSet() {
    return choose(log, options);
  }

  /// The part of the accesses to its field that a row must have to be hot.
  static double threshold(AccessLog log, SmallFields small, CalibrationOptions options) {
    return switch (options.method()) {
      case BENEFIT_PER_BYTE -> 0;
      case THRESHOLD_SEARCH -> new ThresholdSearch(log, small, options).threshold();
    };
  }

  /// Chooses a hot set from counts.
  public static HotSet choose(AccessLog log, CalibrationOptions options) {
    SmallFields small = new SmallFields(log, options.smallFieldBytes());
    double threshold = threshold(log, small, options);
    return HotSetChoice.of(log, new HeatOrder(log, small, threshold), options.budgetBytes());
  }
}
