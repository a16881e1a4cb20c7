// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.belady.lookahead.Traces;
import java.util.List;
import java.util.Map;
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
            new SimulationReport.Result(new PolicySpec.Lru(), 2, false, new Traffic(2, 2, 2, 0, 0)),
            new SimulationReport.Result(new PolicySpec.Lru(), 5, true, new Traffic(7, 5, 5, 5, 0)));
    assertThat(report.table())
        .isEqualTo(
            """
            | capacity | policy | hit rate | fetched/request | written/request | bypassed |
            | --: | --- | --: | --: | --: | --: |
            | 2 | LRU | a batch does not fit | | | |
            | 5 | LRU | 0.2857 | 0.7143 | 0.7143 | 0.0000 |
            """);
  }

  @Test
  void keysMayRepeatAndBeNegative() {
    CacheSimulation simulation =
        new CacheSimulation(List.of(new PolicySpec.Lru()), BatchRows.COUNTED, 10);
    simulation.add(new long[] {-1, Long.MIN_VALUE, -1, 7}, 4);
    simulation.add(new long[] {7, 7, -1}, 3);
    SimulationReport report = simulation.finish();
    assertThat(report.distinctRows()).isEqualTo(3);
    assertThat(report.requests()).isEqualTo(5);
    assertThat(report.results().getFirst().traffic().hits()).isEqualTo(2);
  }

  @Test
  void theProfileNamesTheStaticRows() {
    CacheSimulation simulation =
        new CacheSimulation(List.of(new PolicySpec.StaticPopularity()), BatchRows.BESIDE, 1);
    simulation.profile(new long[] {4, 9, 9, 4, 9}, 5);
    simulation.add(new long[] {9, 4}, 2);
    simulation.add(new long[] {9}, 1);
    assertThat(simulation.finish().results().getFirst().traffic().hits()).isEqualTo(2);
    assertThatIllegalStateException().isThrownBy(() -> simulation.profile(new long[0], 0));
  }

  static SimulationReport simulate(List<PolicySpec> policies, long[][] trace, int... capacities) {
    CacheSimulation simulation = new CacheSimulation(policies, BatchRows.COUNTED, capacities);
    for (long[] batch : trace) {
      simulation.add(batch, batch.length);
    }
    return simulation.finish();
  }
}
