// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belady.lookahead.Traces;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class CacheSimulationTest {
  private static final List<PolicySpec> ALL =
      List.of(
          new PolicySpec.Lru(),
          new PolicySpec.Lfu(),
          new PolicySpec.Clock(),
          new PolicySpec.WindowInstall(10, 4, 1),
          new PolicySpec.Lookahead(1),
          new PolicySpec.Lookahead(2),
          new PolicySpec.Lookahead(10),
          new PolicySpec.Lookahead(50),
          new PolicySpec.Lookahead(100_000),
          new PolicySpec.Clairvoyant());

  @Test
  void noPolicyBeatsMinAndThePlannerThatSeesAllReachesIt() {
    for (double exponent : new double[] {0.8, 1.05, 1.2}) {
      long[][] trace = Traces.zipf(Traces.seed(), 400, 300, 20_000, exponent);
      SimulationReport report = simulate(ALL, trace, 300, 500, 2000);
      Map<Integer, Long> best =
          report.results().stream()
              .filter(result -> result.policy() instanceof PolicySpec.Clairvoyant)
              .collect(Collectors.toMap(r -> r.capacity(), r -> r.traffic().misses()));
      for (SimulationReport.Result result : report.results()) {
        String where = "%s at %d, Zipf %s".formatted(result.policy(), result.capacity(), exponent);
        long least = best.get(result.capacity());
        assertThat(result.fits()).as(where).isTrue();
        assertThat(result.traffic().requests()).as(where).isEqualTo(report.requests());
        assertThat(result.traffic().misses()).as(where).isGreaterThanOrEqualTo(least);
        if (result.policy() instanceof PolicySpec.Lookahead(int depth) && depth > trace.length) {
          assertThat(result.traffic().misses()).as(where).isEqualTo(least);
        }
      }
    }
  }

  @Test
  void aPolicyWhoseCapacityIsTooSmallStopsAndTheOthersGoOn() {
    long[][] trace = {{1, 2}, {3, 4, 5}, {1, 2}};
    SimulationReport report = simulate(List.of(new PolicySpec.Lru()), trace, 2, 5);
    assertThat(report.results())
        .containsExactly(
            new SimulationReport.Result(
                new PolicySpec.Lru(), 2, false, new Traffic(2, 2, 2, 2, 2, 0, 0)),
            new SimulationReport.Result(
                new PolicySpec.Lru(), 5, true, new Traffic(7, 5, 7, 5, 5, 5, 0)));
  }

  @Test
  void keysMayRepeatAndBeNegative() {
    long[][] trace = {{-1, Long.MIN_VALUE, -1, 7}, {7, 7, -1}};
    SimulationReport report = simulate(List.of(new PolicySpec.Lru()), trace, 10);
    Traffic traffic = report.results().getFirst().traffic();
    assertThat(report)
        .extracting("lookups", "requests", "firstUses", "firstLookups")
        .containsExactly(7L, 5L, 3L, 4L);
    assertThat(traffic.hits()).isEqualTo(2);
    assertThat(report.repeatHitRate(traffic)).isEqualTo(1);
    assertThat(traffic.lookupHitRate()).isEqualTo(3 / 7.0);
    assertThat(report.repeatLookupHitRate(traffic)).isEqualTo(1);
  }

  @Test
  void theSampleNamesTheStaticRows() {
    TraceSurvey survey = new TraceSurvey(2);
    survey.add(new long[] {4, 9, 9, 4, 9}, 5);
    survey.add(new long[] {4, 4, 4, 4, 4}, 5);
    survey.add(new long[] {4}, 1);
    CacheSimulation simulation =
        new CacheSimulation(
            survey,
            List.of(new PolicySpec.StaticPopularity()),
            BatchRows.BESIDE,
            LaneRunner.SERIAL,
            1);
    simulation.add(new long[] {9, 4}, 2);
    simulation.add(new long[] {9}, 1);
    simulation.add(new long[] {4}, 1);
    assertThat(simulation.finish().results().getFirst().traffic().hits()).isEqualTo(1);
  }

  /// The streamed bound in both meanings of capacity against a heap that sees the whole trace, on
  /// batches of one row to many and capacities from the smallest one up.
  @Test
  void minOfTheStreamEqualsMinWithTheWholeTraceInMemory() {
    for (long seed = Traces.seed(); seed < Traces.seed() + 150; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int samples = random.nextInt(1, 40);
      int rows = random.nextInt(samples + 1, 600);
      long[][] trace = Traces.zipf(seed, 400, samples, rows, random.nextDouble(1.4));
      int largest = Arrays.stream(trace).mapToInt(batch -> batch.length).max().orElseThrow();
      int capacity = largest + random.nextInt(1 + rows / 2);
      for (BatchRows batchRows : BatchRows.values()) {
        TraceSurvey survey = survey(trace);
        int beside = batchRows == BatchRows.BESIDE ? random.nextInt(1, 1 + capacity) : capacity;
        ClairvoyantPolicy streamed = new ClairvoyantPolicy(new KeptRows(beside, batchRows));
        WindowedMinPolicy whole =
            new WindowedMinPolicy(new KeptRows(beside, batchRows), trace.length);
        survey.numbering().restart();
        for (long[] batch : trace) {
          Requests requests = survey.numbering().add(batch, batch.length);
          streamed.serve(requests);
          whole.serve(requests);
        }
        streamed.end();
        whole.end();
        assertThat(streamed.traffic())
            .as("seed %d, %s, capacity %d", seed, batchRows, beside)
            .isEqualTo(whole.traffic());
      }
    }
  }

  @Test
  void noPolicyBeatsMinWhateverTheTrace() {
    for (long seed = Traces.seed(); seed < Traces.seed() + 40; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int samples = random.nextInt(1, 60);
      long[][] trace = Traces.zipf(seed, 200, samples, 500, random.nextDouble(1.4));
      List<PolicySpec> policies = new ArrayList<>(ALL);
      policies.add(new PolicySpec.StaticPopularity());
      policies.add(new PolicySpec.WindowInstall(2, 2, seed));
      policies.add(new PolicySpec.WindowInstall(1, 16, seed));
      for (BatchRows batchRows : BatchRows.values()) {
        SimulationReport report =
            simulate(batchRows, LaneRunner.SERIAL, policies, trace, 60, 100, 200);
        for (SimulationReport.Result result : report.results()) {
          SimulationReport.Result min =
              report.results().stream()
                  .filter(other -> other.capacity() == result.capacity())
                  .filter(other -> other.policy() instanceof PolicySpec.Clairvoyant)
                  .findFirst()
                  .orElseThrow();
          String where = "seed %d, %s, %s".formatted(seed, batchRows, result);
          assertThat(min.fits()).as(where).isTrue();
          if (result.fits()) {
            assertThat(result.traffic().misses())
                .as(where)
                .isGreaterThanOrEqualTo(min.traffic().misses());
            assertThat(result.traffic().bytesMoved(1))
                .as(where)
                .isGreaterThanOrEqualTo(min.traffic().bytesMoved(1));
            assertThat(result.traffic().requests()).as(where).isEqualTo(report.requests());
            assertThat(result.traffic().lookups()).as(where).isEqualTo(report.lookups());
            assertThat(result.traffic().hits())
                .as(where)
                .isLessThanOrEqualTo(report.requests() - report.firstUses());
          }
        }
      }
    }
  }

  @Test
  void theOrderInWhichLanesRunChangesNothing() {
    long[][] trace = Traces.zipf(Traces.seed(), 600, 400, 5000, 1.05);
    LaneRunner backwards =
        (count, task) -> {
          for (int i = count - 1; i >= 0; i--) {
            task.accept(i);
          }
        };
    assertThat(simulate(BatchRows.COUNTED, backwards, ALL, trace, 400, 900))
        .isEqualTo(simulate(BatchRows.COUNTED, LaneRunner.SERIAL, ALL, trace, 400, 900));
  }

  private static TraceSurvey survey(long[][] trace) {
    TraceSurvey survey = new TraceSurvey(1);
    for (long[] batch : trace) {
      survey.add(batch, batch.length);
    }
    return survey;
  }

  private static SimulationReport simulate(
      List<PolicySpec> policies, long[][] trace, int... capacities) {
    return simulate(BatchRows.COUNTED, LaneRunner.SERIAL, policies, trace, capacities);
  }

  private static SimulationReport simulate(
      BatchRows batchRows,
      LaneRunner runner,
      List<PolicySpec> policies,
      long[][] trace,
      int... capacities) {
    CacheSimulation simulation =
        new CacheSimulation(survey(trace), policies, batchRows, runner, capacities);
    for (long[] batch : trace) {
      simulation.add(batch, batch.length);
    }
    return simulation.finish();
  }
}
