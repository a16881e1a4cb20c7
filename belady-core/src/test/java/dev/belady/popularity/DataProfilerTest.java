// SPDX-License-Identifier: Apache-2.0
package dev.belady.popularity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belady.data.Batch;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/// The profile says of every size of a hot set what choosing that hot set and trying it gives.
final class DataProfilerTest {
  private static final long SEED = Long.getLong("belady.seed", 1);
  private static final int INPUTS = 3_000;
  private static final Offset<Double> ROUNDING = Offset.offset(1e-12);

  private final PowerLawInputs inputs = new PowerLawInputs(SEED, 1.1, List.of(3_000, 400, 7));
  private final List<CountedTable> tables = List.of(inputs.table(24));
  private final List<long[]> samples = samples();

  private static CalibrationOptions options(long budget, double rate) {
    return new CalibrationOptions(
        SEED, rate, budget, 1_000, 1 << 24, CalibrationOptions.Method.BENEFIT_PER_BYTE);
  }

  private List<long[]> samples() {
    List<long[]> all = new ArrayList<>();
    inputs.each(
        INPUTS,
        batch -> {
          for (int i = 0; i < batch.size(); i++) {
            all.add(java.util.Arrays.copyOfRange(batch.sparse(0).keys(), 3 * i, 3 * i + 3));
          }
        });
    return all;
  }

  private DataProfile profile() {
    DataProfiler profiler = new DataProfiler(tables, options(0, 0.2));
    inputs.each(INPUTS, profiler::count);
    profiler.endCounting();
    inputs.each(INPUTS, profiler::measure);
    return profiler.profile();
  }

  private HotSet hotSet(long budget, double rate, int from, int to) {
    Calibrator calibrator = new Calibrator(tables, options(budget, rate));
    inputs.each(
        INPUTS,
        batch -> {
          Batch part = new Batch(batch.schema(), batch.capacity());
          int first = (int) batch.firstSample();
          for (int i = 0; i < batch.size(); i++) {
            if (first + i >= from && first + i < to) {
              part.clear();
              part.addSample(batch, i);
              part.setFirstSample(first + i);
              calibrator.add(part);
            }
          }
        });
    return calibrator.hotSet();
  }

  private DataProfile.Coverage tried(HotSet hotSet, int from) {
    long accesses = 0;
    long hotInputs = 0;
    for (long[] sample : samples.subList(from, INPUTS)) {
      int hot = 0;
      for (long key : sample) {
        hot += hotSet.table(0).rank(key) >= 0 ? 1 : 0;
      }
      accesses += hot;
      hotInputs += hot == 3 ? 1 : 0;
    }
    int count = INPUTS - from;
    return new DataProfile.Coverage(0, (double) accesses / (3 * count), (double) hotInputs / count);
  }

  private void agree(List<DataProfile.Coverage> curve, double rate, int chosenTo, int triedFrom) {
    for (int point = 0; point < curve.size(); point += 7) {
      long bytes = curve.get(point).bytes();
      DataProfile.Coverage naive = tried(hotSet(bytes, rate, 0, chosenTo), triedFrom);
      assertThat(curve.get(point).accesses())
          .as("seed %d, bytes %d", SEED, bytes)
          .isEqualTo(naive.accesses(), ROUNDING);
      assertThat(curve.get(point).inputs())
          .as("seed %d, bytes %d", SEED, bytes)
          .isEqualTo(naive.inputs(), ROUNDING);
    }
  }

  @Test
  void theCurvesAreWhatTheHotSetsDo() {
    DataProfile profile = profile();
    assertThat(profile.samples()).isEqualTo(INPUTS);
    assertThat(profile.accesses()).isEqualTo(3 * INPUTS);
    assertThat(profile.all().getLast().inputs()).isEqualTo(1);
    agree(profile.all(), 1, INPUTS, 0);
    agree(profile.sampled(), 0.2, INPUTS, 0);
    DataProfile.Stability stability = profile.stability();
    assertThat(stability).isNotNull();
    if (stability != null) {
      agree(stability.first(), 1, INPUTS / 10, INPUTS - INPUTS / 10);
      assertThat(stability.own().getLast().accesses()).isEqualTo(1);
      assertThat(stability.overlaps())
          .allSatisfy(overlap -> assertThat(overlap.common()).isBetween(0.0, 1.0));
    }
  }

  @Test
  void theFieldsSayWhoIsUsed() {
    DataProfile.FieldProfile field = profile().fields().get(1);
    long[] counts = new long[400];
    samples.forEach(sample -> counts[(int) sample[1] - 3_000]++);
    java.util.Arrays.sort(counts);
    assertThat(field.name()).isEqualTo("f1");
    assertThat(field.declaredKeys()).isEqualTo(400);
    assertThat(field.keys()).isEqualTo(java.util.Arrays.stream(counts).filter(c -> c > 0).count());
    assertThat(field.onceKeys())
        .isEqualTo(java.util.Arrays.stream(counts).filter(c -> c == 1).count());
    assertThat(field.accesses()).isEqualTo(INPUTS);
    assertThat(field.top(0.001)).isEqualTo((double) counts[399] / INPUTS, ROUNDING);
    assertThat(field.top(1)).isEqualTo(1, ROUNDING);
    assertThat(field.top(0.01)).isBetween(field.top(0.001), field.top(0.1));
  }

  @Test
  void theSuggestionHoldsNoRowThatIsUsedOnce() {
    DataProfile profile = profile();
    long repeated =
        profile.fields().stream().mapToLong(field -> field.keys() - field.onceKeys()).sum();
    assertThat(profile.suggestion().bytes()).isBetween(24L, repeated * 24);
    assertThat(profile.suggestion().reason()).isNotEmpty();
  }
}
