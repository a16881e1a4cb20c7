// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belady.lookahead.Traces;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Hit rates on independent Zipf keys (100,000 rows, batches of 1,024, fast memory for 1% and 5% of
/// the rows) against those of another simulator.
final class YardstickTest {
  private static final int ROWS = 100_000;
  private static final int SAMPLE_BATCHES = 100;
  private static final List<PolicySpec> POLICIES =
      List.of(
          new PolicySpec.StaticPopularity(),
          new PolicySpec.Lru(),
          new PolicySpec.Lfu(),
          new PolicySpec.Lookahead(10),
          new PolicySpec.Lookahead(50),
          new PolicySpec.Clairvoyant());

  @Test
  void shortTraceComesClose() {
    double[] small = {.427, .279, .431, .493, .501, .501};
    double[] large = {.603, .516, .631, .648, .691, .704};
    compare(1.05, 500, small, large, 0.03);
  }

  @Tag("long")
  @ParameterizedTest
  @CsvSource({
    "0.80, .234 .108 .239 .318 .318 .318, .394 .278 .418 .461 .529 .529",
    "1.05, .427 .279 .431 .493 .501 .501, .603 .516 .631 .648 .691 .704",
    "1.20, .569 .436 .577 .615 .637 .637, .712 .676 .754 .761 .780 .806",
  })
  void longTraceAgrees(double exponent, String small, String large) {
    compare(exponent, 2000, numbers(small), numbers(large), 0.02);
  }

  private static void compare(
      double exponent, int batches, double[] small, double[] large, double tolerance) {
    TraceSurvey survey = new TraceSurvey(1);
    for (long[] batch : Traces.zipf(Traces.seed() + 1000, SAMPLE_BATCHES, 1024, ROWS, exponent)) {
      survey.add(batch, batch.length);
    }
    CacheSimulation simulation =
        new CacheSimulation(
            survey, POLICIES, BatchRows.BESIDE, LaneRunner.SERIAL, ROWS / 100, ROWS / 20);
    for (long[] batch : Traces.zipf(Traces.seed(), batches, 1024, ROWS, exponent)) {
      simulation.add(batch, batch.length);
    }
    SimulationReport report = simulation.finish();
    double[] expected = Arrays.copyOf(small, small.length + large.length);
    System.arraycopy(large, 0, expected, small.length, large.length);
    for (int i = 0; i < expected.length; i++) {
      SimulationReport.Result result = report.results().get(i);
      assertThat(result.traffic().hitRate())
          .as("Zipf %s, %s at %d", exponent, result.policy(), result.capacity())
          .isCloseTo(expected[i], Offset.offset(tolerance));
    }
  }

  private static double[] numbers(String words) {
    return Arrays.stream(words.split(" ")).mapToDouble(Double::parseDouble).toArray();
  }
}
