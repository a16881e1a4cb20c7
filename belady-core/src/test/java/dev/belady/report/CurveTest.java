// SPDX-License-Identifier: Apache-2.0
package dev.belady.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class CurveTest {
  private static final long SEED = Long.getLong("belady.seed", 1);

  @Test
  void keepsAFewPointsAsTheyAre() {
    Curve curve = new Curve();
    for (int x = 0; x < Curve.CAPACITY; x++) {
      curve.add(x, 2 * x);
    }
    assertThat(curve.size()).isEqualTo(Curve.CAPACITY);
    assertThat(curve.isMerged()).isFalse();
    assertThat(curve.x(7)).isEqualTo(7);
    assertThat(curve.mean(7)).isEqualTo(14);
  }

  @Test
  void mergedPointsKeepMeanExtremesAndTheLastPlace() {
    for (int count : new int[] {1025, 2048, 2049, 5000, 100_000}) {
      Random random = new Random(SEED + count);
      Curve curve = new Curve();
      double sum = 0;
      double low = 1;
      double high = 0;
      for (int x = 1; x <= count; x++) {
        double y = random.nextDouble();
        sum += y;
        low = Math.min(low, y);
        high = Math.max(high, y);
        curve.add(x, y);
      }
      int stride = stride(curve, count);
      assertThat(curve.size())
          .as("seed=%d, count=%d", SEED, count)
          .isBetween(Curve.CAPACITY / 2, Curve.CAPACITY);
      assertThat(curve.x(curve.size() - 1)).isEqualTo(count);
      double total = 0;
      double lowest = 1;
      double highest = 0;
      for (int point = 0; point < curve.size(); point++) {
        boolean last = point == curve.size() - 1;
        total += curve.mean(point) * (last ? count - point * (long) stride : stride);
        lowest = Math.min(lowest, curve.low(point));
        highest = Math.max(highest, curve.high(point));
      }
      assertThat(total).isCloseTo(sum, within(1e-6));
      assertThat(lowest).isEqualTo(low);
      assertThat(highest).isEqualTo(high);
    }
  }

  /// All points but the last stand for the same number of points.
  private static int stride(Curve curve, int count) {
    int stride = (int) curve.x(0);
    for (int point = 0; point < curve.size() - 1; point++) {
      assertThat(curve.x(point)).isEqualTo((point + 1.0) * stride);
    }
    assertThat(count - (curve.size() - 1) * stride).isBetween(1, stride);
    return stride;
  }

  @Test
  void leavesOutWhatIsNotFinite() {
    Curve curve = new Curve();
    curve.add(1, Double.NaN);
    curve.add(2, Double.POSITIVE_INFINITY);
    assertThat(curve.isEmpty()).isTrue();
    curve.add(3, 1);
    assertThat(curve.size()).isEqualTo(1);
  }

  @Test
  void smoothingKeepsAStraightLineButForTheVeryEnds() {
    Curve curve = new Curve();
    for (int x = 0; x < 100; x++) {
      curve.add(x, x);
    }
    for (int x = 0; x < 100; x++) {
      double expected = x < 3 ? (x + 3) / 2.0 : x > 96 ? (x + 96) / 2.0 : x;
      assertThat(curve.smoothed(x, 9)).as("x=%d", x).isEqualTo(expected);
    }
    assertThat(curve.smoothed(0, 0)).isEqualTo(0);
    assertThat(curve.smoothed(1, 2)).isEqualTo(1);
  }
}
