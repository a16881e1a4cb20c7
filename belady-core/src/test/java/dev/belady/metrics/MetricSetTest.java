// SPDX-License-Identifier: Apache-2.0
package dev.belady.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class MetricSetTest {
  private static final long SEED = Long.getLong("belady.seed", 1);
  private static final float[] PREDICTIONS = {0.9f, 0.1f, 0.8f, 0.35f};
  private static final float[] LABELS = {1, 0, 0, 1};

  private static double value(Metric metric, float[] predictions, float[] labels) {
    metric.add(new ScoredBatch(predictions, labels, labels.length, 0));
    return metric.value();
  }

  @Test
  void logLossIsTheMeanOfTheLogarithms() {
    // -(ln .9 + ln .9 + ln .2 + ln .35) / 4, as sklearn.metrics.log_loss gives it
    assertThat(value(new LogLoss(1), PREDICTIONS, LABELS)).isCloseTo(0.7174955, within(1e-6));
  }

  @Test
  void logLossOfASaturatedPredictionIsLargeButFinite() {
    double wrong = value(new LogLoss(1), new float[] {1, 0}, new float[] {0, 1});
    assertThat(wrong).isCloseTo(23 * Math.log(2), within(1e-6));
    double right = value(new LogLoss(1), new float[] {1, 0}, new float[] {1, 0});
    assertThat(right).isBetween(0.0, 1e-6);
  }

  @Test
  void normalizedEntropyIsOneForTheClickRateItself() {
    assertThat(
            value(
                new NormalizedEntropy(1),
                new float[] {0.25f, 0.25f, 0.25f, 0.25f},
                new float[] {0, 1, 0, 0}))
        .isCloseTo(1.0, within(1e-15));
    assertThat(value(new NormalizedEntropy(1), PREDICTIONS, LABELS))
        .isCloseTo(0.7174955 / Math.log(2), within(1e-6));
  }

  @Test
  void normalizedEntropyOfOneClassIsUndefined() {
    assertThat(value(new NormalizedEntropy(1), new float[] {0.5f}, new float[] {1})).isNaN();
  }

  @Test
  void accuracyTakesExactlyOneHalfForNoClick() {
    assertThat(value(new Accuracy(1), PREDICTIONS, LABELS)).isEqualTo(0.5);
    assertThat(value(new Accuracy(1), new float[] {0.5f, 0.5f, 0.50001f}, new float[] {0, 1, 1}))
        .isCloseTo(2.0 / 3, within(1e-15));
  }

  @Test
  void calibrationDividesPredictedBySeenClicks() {
    assertThat(value(new Calibration(1), PREDICTIONS, LABELS)).isCloseTo(2.15 / 2, within(1e-7));
    assertThat(value(new Calibration(1), new float[] {0.5f}, new float[] {0})).isInfinite();
  }

  @Test
  void hitRateIsThePrecisionStrictlyAboveTheCutOff() {
    // 0.8f is not above 0.8, though as a double it would be.
    assertThat(value(new HitRate(1, 0.8), PREDICTIONS, LABELS)).isEqualTo(1.0);
    assertThat(value(new HitRate(1, 0.5), PREDICTIONS, LABELS)).isEqualTo(0.5);
    assertThat(value(new HitRate(1, 0.95), PREDICTIONS, LABELS)).isNaN();
  }

  @Test
  void averageLossGivesEveryBatchTheSameWeight() {
    AverageLoss loss = new AverageLoss();
    assertThat(loss.value()).isNaN();
    loss.add(new ScoredBatch(PREDICTIONS, LABELS, 4, 0.5));
    loss.add(new ScoredBatch(PREDICTIONS, LABELS, 1, 0.25));
    assertThat(loss.value()).isEqualTo(0.375);
  }

  @Test
  void unknownLabelsCountNowhere() {
    float[] predictions = {0.9f, 0.9f, 0.1f, 0.9f, 0.35f};
    float[] labels = {1, -1, 0, -1, 1};
    float[] knownPredictions = {0.9f, 0.1f, 0.35f};
    float[] knownLabels = {1, 0, 1};
    for (List<Metric> pair :
        List.of(
            List.<Metric>of(new LogLoss(1), new LogLoss(1)),
            List.<Metric>of(new Accuracy(1), new Accuracy(1)),
            List.<Metric>of(new Calibration(1), new Calibration(1)),
            List.<Metric>of(new HitRate(1, 0.8), new HitRate(1, 0.8)),
            List.<Metric>of(new NormalizedEntropy(1), new NormalizedEntropy(1)))) {
      assertThat(value(pair.get(0), predictions, labels))
          .as(pair.get(0).name())
          .isEqualTo(value(pair.get(1), knownPredictions, knownLabels));
    }
  }

  @Test
  void ofSeveralLabelsPoolsAllButTheNormalizedEntropy() {
    float[] predictions = {0.9f, 0.1f, 0.8f, 0.35f};
    float[] labels = {1, 0, 0, 1};
    MetricSet two =
        new MetricSet(List.of(new LogLoss(2), new Accuracy(2), new NormalizedEntropy(2)));
    two.add(new ScoredBatch(predictions, labels, 2, 0));
    double first = value(new NormalizedEntropy(1), new float[] {0.9f, 0.8f}, new float[] {1, 0});
    double second = value(new NormalizedEntropy(1), new float[] {0.1f, 0.35f}, new float[] {0, 1});
    assertThat(two.values())
        .containsExactly(
            new MetricValue("LogLoss", value(new LogLoss(1), predictions, labels)),
            new MetricValue("Accuracy", 0.5),
            new MetricValue("NormalizedEntropy", (first + second) / 2));
  }

  @Test
  void aResetMakesItAsNew() {
    List<Metric> metrics =
        List.of(
            new AverageLoss(),
            new LogLoss(1),
            new Accuracy(1),
            new NormalizedEntropy(1),
            new Calibration(1),
            new HitRate(1, 0.8),
            new Auc(1));
    MetricSet set = new MetricSet(metrics);
    set.add(new ScoredBatch(PREDICTIONS, LABELS, 4, 0.5));
    List<MetricValue> fresh = set.values();
    Random random = new Random(SEED);
    set.add(
        new ScoredBatch(
            new float[] {random.nextFloat(), random.nextFloat()}, new float[] {0, 1}, 2, 9));
    set.reset();
    set.add(new ScoredBatch(PREDICTIONS, LABELS, 4, 0.5));
    assertThat(set.values()).as("seed=%d", SEED).isEqualTo(fresh);
  }

  @Test
  void aBatchMustHoldAsManySamplesAsItSays() {
    assertThatThrownBy(() -> new ScoredBatch(new float[3], new float[2], 3, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("count=3");
  }

  @Test
  void aSampleHasAtLeastOneLabel() {
    assertThatThrownBy(() -> new Auc(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("label_dim must be > 0: label_dim=0");
  }
}
