// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belady.metrics.MetricValue;
import java.util.List;
import org.junit.jupiter.api.Test;

class AucWatchTest {
  private final AucWatch watch = new AucWatch();

  @Test
  void anAucOfOneHalfTwiceInARowIsReportedOnce() {
    assertThat(watch.judge(result(0.501, 0.2f, 0.8f))).isNull();
    assertThat(watch.judge(result(0.498, 0.2f, 0.8f))).contains("0.5 in 2 evaluations");
    assertThat(watch.judge(result(0.5, 0.2f, 0.8f))).isNull();
  }

  @Test
  void oneGoodEvaluationStartsTheCountAgain() {
    assertThat(watch.judge(result(0.5, 0.2f, 0.8f))).isNull();
    assertThat(watch.judge(result(0.6, 0.2f, 0.8f))).isNull();
    assertThat(watch.judge(result(0.5, 0.2f, 0.8f))).isNull();
  }

  @Test
  void aModelThatLearnsIsLeftAlone() {
    for (int i = 0; i < 10; i++) {
      assertThat(watch.judge(result(0.51 + i * 0.01, 0.1f, 0.9f))).isNull();
    }
  }

  @Test
  void equalPredictionsAreReportedAtOnce() {
    assertThat(watch.judge(result(0.5, 0.25f, 0.25f))).contains("every prediction is 0.25");
  }

  private static EvaluationResult result(double auc, float lowest, float highest) {
    return new EvaluationResult(
        List.of(new MetricValue("AUC", auc)), 0.5, 100, 0, 2600, lowest, highest);
  }
}
