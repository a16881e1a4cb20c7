// SPDX-License-Identifier: Apache-2.0
package dev.belady.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

final class AxisTest {
  private static List<String> labels(double from, double to) {
    Axis axis = new Axis(from, to, 0, 100);
    return axis.ticks(5).stream().map(tick -> axis.label(tick, 5)).toList();
  }

  @Test
  void ticksAreRoundNumbersInsideTheRange() {
    assertThat(labels(0, 1000)).containsExactly("0", "200", "400", "600", "800", "1000");
    assertThat(labels(0.61, 0.83)).containsExactly("0.65", "0.70", "0.75", "0.80");
    assertThat(labels(-0.03, 0.11))
        .containsExactly("-0.02", "0.00", "0.02", "0.04", "0.06", "0.08", "0.10");
    assertThat(labels(0, 1_500_000))
        .containsExactly("0", "200k", "400k", "600k", "800k", "1M", "1.2M", "1.4M");
    assertThat(labels(0, 0.000501))
        .containsExactly("0", "0.0001", "0.0002", "0.0003", "0.0004", "0.0005");
  }

  @Test
  void sizesHaveTicksAtPowersOfTwo() {
    Axis axis = new Axis(1000, 3 << 20, 0, 100, Axis.Scale.BYTES);
    assertThat(axis.ticks(4).stream().map(tick -> axis.label(tick, 4)))
        .containsExactly("4 KiB", "32 KiB", "256 KiB", "2 MiB");
    assertThat(axis.pixel(1000)).isCloseTo(0, within(1e-9));
    assertThat(axis.pixel(3 << 20)).isCloseTo(100, within(1e-9));
  }

  @Test
  void aSingleValueGetsARange() {
    for (double value : new double[] {0, 0.5, -3, 1e9}) {
      Axis axis = Axis.around(value, value, 100, 0);
      assertThat(axis.pixel(value)).isCloseTo(50, within(1e-9));
      assertThat(axis.ticks(5)).isNotEmpty();
    }
  }
}
