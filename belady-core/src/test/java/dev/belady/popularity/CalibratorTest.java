// SPDX-License-Identifier: Apache-2.0
package dev.belady.popularity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belady.data.Batch;
import dev.belady.data.Schema;
import dev.belady.data.SparseInput;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class CalibratorTest {
  private static final long SEED = Long.getLong("belady.seed", 1);
  private static final long MEMORY = 64L << 20;

  private static CalibrationOptions options(double rate, long budget) {
    return new CalibrationOptions(
        SEED, rate, budget, 0, MEMORY, CalibrationOptions.Method.BENEFIT_PER_BYTE);
  }

  /// The share of the accesses of `log` that meet rows of the hot set.
  private static double covered(HotSet hotSet, AccessLog log) {
    long hot = 0;
    for (int table = 0; table < hotSet.tables().size(); table++) {
      for (int rank = 0; rank < hotSet.table(table).size(); rank++) {
        hot += log.counts(table).count(hotSet.table(table).key(rank));
      }
    }
    return (double) hot / log.accesses();
  }

  @Test
  void aSampleCoversAlmostWhatAllInputsDo() {
    StringBuilder table =
        new StringBuilder("alpha  of rows  all inputs  5% sample  points lost  coldest row\n");
    List<Double> lost = new ArrayList<>();
    for (double alpha : new double[] {0.6, 0.8, 0.9, 1.0, 1.05, 1.1, 1.2, 1.5}) {
      PowerLawInputs inputs =
          new PowerLawInputs(SEED, alpha, List.of(50_000, 20_000, 5_000, 300, 11));
      List<CountedTable> tables = List.of(inputs.table(64));
      Calibrator all = new Calibrator(tables, options(1, 0));
      Calibrator sampled = new Calibrator(tables, options(0.05, 0));
      inputs.each(
          800_000,
          batch -> {
            all.add(batch);
            sampled.add(batch);
          });
      for (double part : new double[] {0.001, 0.01, 0.05}) {
        CalibrationOptions budget = options(1, 64L * (long) (part * 75_311));
        double byAll = covered(Calibrator.choose(all.log(), budget), all.log());
        HotSet ofSample = Calibrator.choose(sampled.log(), budget);
        double bySample = covered(ofSample, all.log());
        lost.add(100 * (byAll - bySample));
        table.append(
            String.format(
                Locale.ROOT,
                "%5.2f  %6.1f%%  %9.2f%%  %8.2f%%  %11.2f  %11d%n",
                alpha,
                100 * part,
                100 * byAll,
                100 * bySample,
                lost.getLast(),
                ofSample.table(0).count(ofSample.table(0).size() - 1)));
      }
    }
    System.getLogger("calibrator").log(System.Logger.Level.INFO, "\n" + table);
    assertThat(lost)
        .as("seed %d\n%s", SEED, table)
        .allSatisfy(points -> assertThat(points).isBetween(0.0, 2.0));
  }

  @ParameterizedTest
  @EnumSource
  void theSeedDecidesAndTheBatchesDoNot(CalibrationOptions.Method method) {
    PowerLawInputs inputs = new PowerLawInputs(SEED, 1.1, List.of(100_000, 500));
    HotSet one = hotSet(inputs, SEED, method, 1000);
    assertThat(hotSet(inputs, SEED, method, 37)).isEqualTo(one);
    assertThat(hotSet(inputs, SEED + 1, method, 1000)).isNotEqualTo(one);
  }

  private static HotSet hotSet(
      PowerLawInputs inputs, long seed, CalibrationOptions.Method method, int batchSize) {
    Calibrator calibrator =
        new Calibrator(
            List.of(inputs.table(20)),
            new CalibrationOptions(seed, 0.05, 40_000, 1 << 20, MEMORY, method));
    inputs.each(
        50_000,
        batch -> {
          Batch part = new Batch(batch.schema(), batchSize);
          for (int from = 0; from < batch.size(); from += batchSize) {
            part.clear();
            part.addSamples(batch, from, Math.min(batchSize, batch.size() - from));
            part.setFirstSample(batch.firstSample() + from);
            calibrator.add(part);
          }
        });
    assertThat(calibrator.log().samples()).isBetween(2_200L, 2_800L);
    return calibrator.hotSet();
  }

  private record Row(int table, long key, long count, int bytes) {}

  @Test
  void takesTheRowsWithTheMostAccessesPerByte() {
    for (long seed = SEED; seed < SEED + 30; seed++) {
      Random random = new Random(seed);
      List<CountedTable> tables = new ArrayList<>();
      List<SparseInput> inputs = new ArrayList<>();
      for (int table = 0; table < 3; table++) {
        int slots = 1 + random.nextInt(3);
        List<CountedTable.Field> fields = new ArrayList<>();
        for (int slot = 0; slot < slots; slot++) {
          fields.add(new CountedTable.Field("f", 0, 0));
        }
        tables.add(new CountedTable("t" + table, table, 4 * (1 + random.nextInt(20)), fields));
        inputs.add(new SparseInput("i" + table, slots, 4, 4 * slots));
      }
      Batch batch = new Batch(new Schema(1, 0, inputs), 60);
      for (SparseInput input : inputs) {
        for (int bag = 0; bag < 60 * input.slots(); bag++) {
          long[] keys = random.longs(random.nextInt(4), -6, 7).toArray();
          batch.sparse(inputs.indexOf(input)).addBag(keys, 0, keys.length);
        }
      }
      batch.setSize(60);
      long budget = random.nextInt(1_500);
      Calibrator calibrator = new Calibrator(tables, options(1, budget));
      calibrator.add(batch);
      assertThat(keys(calibrator.hotSet()))
          .as("seed %d", seed)
          .containsExactlyElementsOf(naive(calibrator.log(), budget));
    }
  }

  private static List<Row> naive(AccessLog log, long budget) {
    List<Row> rows = new ArrayList<>();
    for (int table = 0; table < log.tables().size(); table++) {
      for (long key = -6; key < 7; key++) {
        long count = log.counts(table).count(key);
        if (count > 0) {
          rows.add(new Row(table, key, count, log.tables().get(table).recordBytes()));
        }
      }
    }
    rows.sort(
        Comparator.comparingDouble((Row row) -> (double) row.count() / row.bytes())
            .thenComparingLong(Row::count)
            .reversed()
            .thenComparingInt(Row::table)
            .thenComparingLong(Row::key));
    List<Row> taken = new ArrayList<>();
    long left = budget;
    for (Row row : rows) {
      if (row.bytes() <= left) {
        left -= row.bytes();
        taken.add(row);
      }
    }
    taken.sort(
        Comparator.comparingInt(Row::table)
            .thenComparing(Comparator.comparingLong(Row::count).reversed())
            .thenComparingLong(Row::key));
    return taken;
  }

  private static List<Row> keys(HotSet hotSet) {
    List<Row> rows = new ArrayList<>();
    for (int number = 0; number < hotSet.tables().size(); number++) {
      HotTable table = hotSet.table(number);
      for (int rank = 0; rank < table.size(); rank++) {
        rows.add(new Row(number, table.key(rank), table.count(rank), table.recordBytes()));
      }
    }
    return rows;
  }

  @Test
  void smallFieldsAreHotWithTheRowsThatTheSampleMissed() {
    PowerLawInputs inputs = new PowerLawInputs(SEED, 1.3, List.of(40_000, 900));
    CountedTable table = inputs.table(10);
    Calibrator calibrator =
        new Calibrator(
            List.of(table),
            new CalibrationOptions(
                SEED, 0.05, 20_000, 9_000, MEMORY, CalibrationOptions.Method.BENEFIT_PER_BYTE));
    inputs.each(10_000, calibrator::add);
    HotTable hot = calibrator.hotSet().table(0);
    long unseen = 0;
    for (long key = 40_000; key < 40_900; key++) {
      assertThat(hot.rank(key)).isNotNegative();
      unseen += hot.count(hot.rank(key)) == 0 ? 1 : 0;
    }
    assertThat(unseen).isPositive();
    assertThat(hot.size()).isGreaterThan(900);
    assertThat(hot.bytes()).isLessThanOrEqualTo(20_000);
  }

  @Test
  void aFieldWithForeignKeysIsNotTakenAsAWhole() {
    Batch batch = new Batch(new Schema(1, 0, List.of(new SparseInput("i", 1, 1, 1))), 2);
    batch.sparse(0).addBag(3);
    batch.sparse(0).addBag(99);
    batch.setSize(2);
    CountedTable table = new CountedTable("t", 0, 4, List.of(new CountedTable.Field("f", 0, 10)));
    CalibrationOptions all =
        new CalibrationOptions(
            1, 1, 1000, 1000, MEMORY, CalibrationOptions.Method.BENEFIT_PER_BYTE);
    Calibrator calibrator = new Calibrator(List.of(table), all);
    calibrator.add(batch);
    assertThat(calibrator.hotSet().table(0).keys()).containsExactly(3, 99);
  }

  /// The threshold search never takes more than the budget, and little less than the best threshold
  /// would, which exact counts give.
  @Test
  void theThresholdSearchUsesTheBudget() {
    PowerLawInputs inputs = new PowerLawInputs(SEED, 1.05, List.of(200_000, 90_000, 500));
    CountedTable table = inputs.table(16);
    for (long budget : new long[] {50_000, 200_000, 500_000}) {
      CalibrationOptions options =
          new CalibrationOptions(
              SEED, 0.2, budget, 10_000, MEMORY, CalibrationOptions.Method.THRESHOLD_SEARCH);
      Calibrator calibrator = new Calibrator(List.of(table), options);
      inputs.each(400_000, calibrator::add);
      HotSet hotSet = calibrator.hotSet();
      AccessLog log = calibrator.log();
      double threshold =
          new ThresholdSearch(log, new SmallFields(log, 10_000), options).threshold();
      long above = 500L * 16;
      for (int slot = 0; slot < 2; slot++) {
        long least = ThresholdSearch.leastCount(threshold, log.accesses(0, slot));
        for (long count : FieldCounts.unordered(log, 0).get(slot)) {
          above += count >= least ? 16 : 0;
        }
      }
      assertThat(above).as("seed %d, budget %d", SEED, budget).isBetween(budget / 4, budget);
      assertThat(hotSet.bytes()).isEqualTo(above);
    }
  }
}
