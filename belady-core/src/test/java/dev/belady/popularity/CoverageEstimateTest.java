// SPDX-License-Identifier: Apache-2.0
package dev.belady.popularity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a sample says of other inputs against what these show.
final class CoverageEstimateTest {
  private static final long SEED = Long.getLong("belady.seed", 1);
  private static final long MEMORY = 64L << 20;
  private static final int INPUTS = 400_000;
  private static final int RECORD_BYTES = 64;
  private static final double MOST_FACTOR = 1.6;

  private static CalibrationOptions options(double rate, long budget, long smallBytes) {
    return new CalibrationOptions(
        SEED, rate, budget, smallBytes, MEMORY, CalibrationOptions.Method.BENEFIT_PER_BYTE);
  }

  /// All inputs and a sample of them.
  private static Calibrator[] count(PowerLawInputs inputs, double rate) {
    List<CountedTable> tables = List.of(inputs.table(RECORD_BYTES));
    Calibrator all = new Calibrator(tables, options(1, 0, 0));
    Calibrator sampled = new Calibrator(tables, options(rate, 0, 0));
    inputs.each(
        INPUTS,
        batch -> {
          all.add(batch);
          sampled.add(batch);
        });
    return new Calibrator[] {all, sampled};
  }

  private static long hotAccesses(HotSet hotSet, AccessLog log) {
    HotTable rows = hotSet.table(0);
    return IntStream.range(0, rows.size())
        .mapToLong(rank -> log.counts(0).count(rows.key(rank)))
        .sum();
  }

  /// The part of the accesses of the inputs outside of the sample that go to hot rows.
  private static double ofOthers(HotSet hotSet, AccessLog all, AccessLog sampled) {
    return (double) (hotAccesses(hotSet, all) - hotAccesses(hotSet, sampled))
        / (all.accesses() - sampled.accesses());
  }

  @Test
  void tellsWhatOtherInputsShowAndAboutWhatIsLost() {
    StringBuilder table =
        new StringBuilder(
            "alpha  of rows  of sample  expected  of others  lost, estimate  lost, truth"
                + "  coldest row, accesses\n");
    List<Double> errors = new ArrayList<>();
    List<double[]> losses = new ArrayList<>();
    for (double alpha : new double[] {0.6, 0.8, 1.0, 1.05, 1.2, 1.5}) {
      PowerLawInputs inputs =
          new PowerLawInputs(SEED, alpha, List.of(50_000, 20_000, 5_000, 300, 11));
      Calibrator[] counted = count(inputs, 0.05);
      AccessLog all = counted[0].log();
      AccessLog sampled = counted[1].log();
      for (double part : new double[] {0.001, 0.01, 0.05, 0.2, 1}) {
        CalibrationOptions budget = options(0.05, RECORD_BYTES * (long) (part * 75_311), 0);
        HotSet hotSet = Calibrator.choose(sampled, budget);
        CoverageEstimate estimate = CoverageEstimate.of(sampled, budget, hotSet);
        double truth = ofOthers(hotSet, all, sampled);
        double best = (double) hotAccesses(Calibrator.choose(all, budget), all) / all.accesses();
        double lost = best - (double) hotAccesses(hotSet, all) / all.accesses();
        errors.add(100 * (estimate.ofOthers() - truth));
        losses.add(new double[] {100 * estimate.lost(), 100 * lost});
        table.append(
            String.format(
                Locale.ROOT,
                "%5.2f  %6.1f%%  %8.2f%%  %7.2f%%  %8.2f%%  %14.2f  %11.2f  %21d%n",
                alpha,
                100 * part,
                100 * estimate.ofSample(),
                100 * estimate.ofOthers(),
                100 * truth,
                100 * estimate.lost(),
                100 * lost,
                hotSet.table(0).count(hotSet.table(0).size() - 1)));
      }
    }
    System.getLogger("estimate").log(System.Logger.Level.INFO, "\n" + table);
    assertThat(errors)
        .as("seed %d\n%s", SEED, table)
        .allSatisfy(points -> assertThat(points).isBetween(-0.5, 0.5));
    assertThat(losses)
        .as("seed %d\n%s", SEED, table)
        .allSatisfy(loss ->
            assertThat(loss[0])
                .isBetween(loss[1] / MOST_FACTOR - 0.2, loss[1] * MOST_FACTOR + 0.2));
    assertThat(losses)
        .as("seed %d\n%s", SEED, table)
        .allSatisfy(loss -> assertThat(loss[0] > 2).isEqualTo(loss[1] > (loss[0] > 2 ? 1.5 : 2.5)));
  }

  @ParameterizedTest
  @EnumSource
  void holdsForBothMethodsAndSmallFields(CalibrationOptions.Method method) {
    PowerLawInputs inputs = new PowerLawInputs(SEED, 1.05, List.of(50_000, 5_000, 300));
    Calibrator[] counted = count(inputs, 0.05);
    AccessLog sampled = counted[1].log();
    for (long budget : new long[] {20_000, 100_000, 1_000_000}) {
      CalibrationOptions options =
          new CalibrationOptions(SEED, 0.05, budget, 300L * RECORD_BYTES, MEMORY, method);
      HotSet hotSet = Calibrator.choose(sampled, options);
      CoverageEstimate estimate = CoverageEstimate.of(sampled, options, hotSet);
      assertThat(100 * estimate.ofOthers())
          .as("seed %d, %s, %d", SEED, method, budget)
          .isCloseTo(
              100 * ofOthers(hotSet, counted[0].log(), sampled),
              org.assertj.core.api.Assertions.within(0.7));
      assertThat(estimate.samples()).isEqualTo(sampled.samples());
    }
  }

  @Test
  void advisesOnlyWhereSomethingCanBeGained() {
    PowerLawInputs inputs = new PowerLawInputs(SEED, 0.8, List.of(50_000, 20_000));
    CalibrationOptions large = options(0.05, RECORD_BYTES * 40_000L, 0);
    AccessLog sampled = count(inputs, 0.05)[1].log();
    CoverageEstimate few = CoverageEstimate.of(sampled, large, Calibrator.choose(sampled, large));
    assertThat(few.notices("the_rate", "the_memory"))
        .singleElement()
        .asString()
        .contains("points of the accesses are lost")
        .contains("a higher the_rate");
    CalibrationOptions small = options(0.05, RECORD_BYTES * 100L, 0);
    CoverageEstimate hottest =
        CoverageEstimate.of(sampled, small, Calibrator.choose(sampled, small));
    assertThat(hottest.notices("the_rate", "the_memory")).isEmpty();
    AccessLog all = count(inputs, 0.05)[0].log();
    CalibrationOptions whole = options(1, RECORD_BYTES * 40_000L, 0);
    CoverageEstimate complete = CoverageEstimate.of(all, whole, Calibrator.choose(all, whole));
    assertThat(complete.lost()).isZero();
    assertThat(complete.notices("the_rate", "the_memory")).isEmpty();
    assertThat(complete.describe()).endsWith("of all 400,000 inputs");
  }

  @Test
  void saysThatCountersAreFull() {
    PowerLawInputs inputs = new PowerLawInputs(SEED, 1.05, List.of(50_000));
    CalibrationOptions options =
        new CalibrationOptions(SEED, 1, 6_400, 0, 0, CalibrationOptions.Method.BENEFIT_PER_BYTE);
    Calibrator calibrator = new Calibrator(List.of(inputs.table(RECORD_BYTES)), options);
    inputs.each(20_000, calibrator::add);
    CoverageEstimate estimate = CoverageEstimate.of(calibrator.log(), options, calibrator.hotSet());
    assertThat(estimate.countError()).isPositive();
    assertThat(estimate.notices("the_rate", "the_memory"))
        .singleElement()
        .asString()
        .startsWith("the counters are full (the_memory)");
  }
}
