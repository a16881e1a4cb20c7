// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belady.config.MetricSpec;
import dev.belady.metrics.MetricValue;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class EvaluationMetricsTest {
  @Test
  void everyMetricOfTheConfigurationIsMadeUnderItsName() {
    MetricSpec[] specs =
        Arrays.stream(MetricSpec.Kind.values())
            .map(kind -> new MetricSpec(kind, kind.defaultThreshold()))
            .toArray(MetricSpec[]::new);
    assertThat(EvaluationMetrics.of(Arrays.asList(specs), 1).values())
        .extracting(MetricValue::name)
        .containsExactly(
            Arrays.stream(MetricSpec.Kind.values())
                .map(MetricSpec.Kind::jsonName)
                .toArray(String[]::new));
  }
}
