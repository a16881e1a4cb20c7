// SPDX-License-Identifier: Apache-2.0
package dev.belady.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AucTest {
  private static final long SEED = Long.getLong("belady.seed", 1);

  /// The definition: the fraction of pairs in the right order, ties counting one half.
  private static double pairwise(float[] predictions, float[] labels) {
    long doubled = 0;
    long pairs = 0;
    for (int click = 0; click < labels.length; click++) {
      for (int other = 0; other < labels.length; other++) {
        if (labels[click] > 0.5f && labels[other] < 0.5f) {
          pairs++;
          doubled +=
              predictions[click] > predictions[other]
                  ? 2
                  : predictions[click] == predictions[other] ? 1 : 0;
        }
      }
    }
    return doubled / (2.0 * pairs);
  }

  private static double auc(float[] predictions, float[] labels) {
    Auc auc = new Auc(1);
    auc.add(new ScoredBatch(predictions, labels, labels.length, 0));
    return auc.value();
  }

  @Test
  void agreesWithTheExampleOfScikitLearn() {
    assertThat(auc(new float[] {0.1f, 0.4f, 0.35f, 0.8f}, new float[] {0, 0, 1, 1}))
        .isEqualTo(0.75);
  }

  @Test
  void isOneForPerfectAndZeroForReversedOrder() {
    float[] predictions = {0.1f, 0.2f, 0.3f, 0.4f};
    assertThat(auc(predictions, new float[] {0, 0, 1, 1})).isEqualTo(1.0);
    assertThat(auc(predictions, new float[] {1, 1, 0, 0})).isEqualTo(0.0);
  }

  @Test
  void countsTiesAsOneHalf() {
    assertThat(auc(new float[] {0.5f, 0.5f, 0.5f}, new float[] {0, 1, 1})).isEqualTo(0.5);
    // Pairs: (.5, .2) right, (.5, .5) tie, (.9, .2) right, (.9, .5) right.
    assertThat(auc(new float[] {0.2f, 0.5f, 0.5f, 0.9f}, new float[] {0, 0, 1, 1}))
        .isEqualTo(3.5 / 4);
  }

  @Test
  void takesNegativeZeroForZero() {
    assertThat(auc(new float[] {-0.0f, 0.0f}, new float[] {0, 1})).isEqualTo(0.5);
    assertThat(auc(new float[] {0.0f, -0.0f}, new float[] {0, 1})).isEqualTo(0.5);
  }

  @Test
  void isUndefinedWithoutBothClasses() {
    assertThat(auc(new float[] {}, new float[] {})).isNaN();
    assertThat(auc(new float[] {0.2f, 0.7f}, new float[] {1, 1})).isNaN();
    assertThat(auc(new float[] {0.2f, 0.7f}, new float[] {0, 0})).isNaN();
  }

  @Test
  void isUndefinedWhenAPredictionIs() {
    assertThat(auc(new float[] {0.2f, Float.NaN, 0.7f}, new float[] {0, 1, 1})).isNaN();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 10, 1000, 1025, 3000})
  void equalsThePairwiseDefinitionOverManyBatches(int samples) {
    Random random = new Random(SEED + samples);
    for (int distinct : new int[] {2, 17, 1 << 20}) {
      float[] predictions = new float[samples];
      float[] labels = new float[samples];
      Auc auc = new Auc(1);
      for (int sample = 0; sample < samples; sample++) {
        // The first two samples are of different classes, so that the value is defined.
        labels[sample] = sample < 2 ? sample : random.nextInt(4) == 0 ? 1 : 0;
        predictions[sample] = random.nextInt(distinct) / (float) distinct - 0.25f;
      }
      for (int from = 0; from < samples; from += 7) {
        int count = Math.min(7, samples - from);
        float[] batchPredictions = new float[9];
        float[] batchLabels = new float[9];
        System.arraycopy(predictions, from, batchPredictions, 0, count);
        System.arraycopy(labels, from, batchLabels, 0, count);
        auc.add(new ScoredBatch(batchPredictions, batchLabels, count, 0));
      }
      assertThat(auc.value())
          .as("seed=%d, samples=%d, distinct=%d", SEED, samples, distinct)
          .isEqualTo(pairwise(predictions, labels));
    }
  }

  @Test
  void doesNotDependOnTheOrderOfTheSamplesNorOnAskingTwice() {
    Random random = new Random(SEED);
    int samples = 5000;
    Auc forward = new Auc(1);
    Auc backward = new Auc(1);
    float[] predictions = new float[samples];
    float[] labels = new float[samples];
    for (int sample = 0; sample < samples; sample++) {
      predictions[sample] = random.nextFloat();
      labels[sample] = random.nextInt(2);
    }
    for (int sample = 0; sample < samples; sample++) {
      forward.add(one(predictions[sample], labels[sample]));
      backward.add(one(predictions[samples - 1 - sample], labels[samples - 1 - sample]));
      if (sample == samples / 2) {
        assertThat(forward.value()).isNotNaN();
      }
    }
    assertThat(forward.value())
        .as("seed=%d", SEED)
        .isEqualTo(backward.value())
        .isEqualTo(forward.value());
  }

  private static ScoredBatch one(float prediction, float label) {
    return new ScoredBatch(new float[] {prediction}, new float[] {label}, 1, 0);
  }

  @Test
  void isTheMeanOverSeveralLabelsLeavingOutUnknownOnesAndSingleClasses() {
    Auc auc = new Auc(3);
    float[] predictions = {
      0.1f, 0.9f, 0.5f,
      0.4f, 0.1f, 0.5f,
      0.35f, 0.3f, 0.5f,
      0.8f, 0.2f, 0.5f
    };
    float[] labels = {
      0, -1, 1,
      0, 0, 1,
      1, 1, 1,
      1, 1, -1
    };
    auc.add(new ScoredBatch(predictions, labels, 4, 0));
    // 0.75 for the first, 1 for the second without its unknown label, none for the third.
    assertThat(auc.value()).isCloseTo((0.75 + 1) / 2, within(1e-15));
  }

  @Test
  void startsAnewAfterAReset() {
    Auc auc = new Auc(1);
    auc.add(new ScoredBatch(new float[] {Float.NaN, 0.9f}, new float[] {1, 0}, 2, 0));
    auc.reset();
    assertThat(auc.value()).isNaN();
    auc.add(new ScoredBatch(new float[] {0.1f, 0.9f}, new float[] {0, 1}, 2, 0));
    assertThat(auc.value()).isEqualTo(1.0);
  }
}
