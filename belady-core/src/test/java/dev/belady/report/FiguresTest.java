// SPDX-License-Identifier: Apache-2.0
package dev.belady.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class FiguresTest {
  @Test
  void countsHaveThreeDigitsAndAUnit() {
    assertThat(Figures.count(0)).isEqualTo("0");
    assertThat(Figures.count(42)).isEqualTo("42");
    assertThat(Figures.count(999)).isEqualTo("999");
    assertThat(Figures.count(999.7)).isEqualTo("1k");
    assertThat(Figures.count(1250)).isEqualTo("1.25k");
    assertThat(Figures.count(38_140_000)).isEqualTo("38.1M");
    assertThat(Figures.count(Double.NaN)).isEqualTo("?");
  }

  @Test
  void sizesHaveBinaryUnits() {
    assertThat(Figures.bytes(512)).isEqualTo("512 B");
    assertThat(Figures.bytes(1536)).isEqualTo("1.5 KiB");
    assertThat(Figures.bytes(12L << 30)).isEqualTo("12 GiB");
    assertThat(Figures.bytes(1_048_500)).isEqualTo("1 MiB");
  }

  @Test
  void timesHaveTheirTwoLargestUnits() {
    assertThat(Figures.duration(0.04)).isEqualTo("0.0 s");
    assertThat(Figures.duration(9.94)).isEqualTo("9.9 s");
    assertThat(Figures.duration(9.96)).isEqualTo("10 s");
    assertThat(Figures.duration(59.6)).isEqualTo("1 min 00 s");
    assertThat(Figures.duration(185)).isEqualTo("3 min 05 s");
    assertThat(Figures.duration(3599.7)).isEqualTo("1 h 00 min");
    assertThat(Figures.duration(3720)).isEqualTo("1 h 02 min");
    assertThat(Figures.duration(51 * 3600)).isEqualTo("2 d 03 h");
    assertThat(Figures.duration(Double.NaN)).isEqualTo("?");
  }

  @Test
  void valuesLoseTheirTrailingZeros() {
    assertThat(Figures.value(0)).isEqualTo("0");
    assertThat(Figures.value(0.5)).isEqualTo("0.5");
    assertThat(Figures.value(100)).isEqualTo("100");
    assertThat(Figures.value(0.80123456)).isEqualTo("0.801235");
    assertThat(Figures.value(0.00001)).isEqualTo("1e-05");
    assertThat(Figures.value(-12_345_678)).isEqualTo("-1.235e+07");
    assertThat(Figures.value(Double.NaN)).isEqualTo("undefined");
  }
}
