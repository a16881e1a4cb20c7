// SPDX-License-Identifier: Apache-2.0
package dev.belady.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every configuration that came with HugeCTR 2.3 is read.
final class SampleConfigsTest {
  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("Rsh", "Reshape"),
          Map.entry("IP", "InnerProduct"),
          Map.entry("FIP", "FusedInnerProduct"),
          Map.entry("Cat", "Concat"),
          Map.entry("Slc", "Slice"),
          Map.entry("MC", "MultiCross"),
          Map.entry("Int", "Interaction"),
          Map.entry("Mul", "WeightMultiply"),
          Map.entry("FM", "FmOrder2"),
          Map.entry("RSum", "ReduceSum"),
          Map.entry("Drop", "Dropout"),
          Map.entry("BCE", "BinaryCrossEntropyLoss"));

  static List<SampleConfigs.Sample> samples() {
    return SampleConfigs.all();
  }

  @Test
  void thereAreSixty() {
    assertThat(samples()).hasSize(60);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void isReadWithoutUnknownKeys(SampleConfigs.Sample sample) {
    ModelConfig config = ConfigFile.parse(sample.json(), sample.file(), ConfigOverrides.none());
    assertThat(config.notices()).noneMatch(notice -> notice.contains("unknown"));
    assertThat(config.notices().stream().filter(notice -> notice.contains("reads the ")))
        .allMatch(notice -> notice.contains("slice12") || notice.contains("multiply1"));
    Map<String, Integer> counts = new TreeMap<>();
    config.layers().forEach(layer -> counts.merge(layer.type(), 1, Integer::sum));
    assertThat(counts).isEqualTo(expectedCounts(sample.layers()));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void hasASmallForm(SampleConfigs.Sample sample) {
    ModelConfig config =
        ConfigFile.parse(sample.small(32, 128, 50), sample.file(), ConfigOverrides.none());
    assertThat(config.solver().batchSize()).isEqualTo(32);
    assertThat(config.data().slotSizes()).hasSize(config.data().schema().slots()).containsOnly(50L);
    assertThat(config.data().hasEvaluation()).isTrue();
  }

  private static Map<String, Integer> expectedCounts(String layers) {
    Map<String, Integer> counts = new TreeMap<>();
    for (String item : layers.split(" ", -1)) {
      String letters = item.replaceAll("\\d", "");
      String number = item.replaceAll("\\D", "");
      counts.merge(
          TYPES.getOrDefault(letters, letters),
          number.isEmpty() ? 1 : Integer.parseInt(number),
          Integer::sum);
    }
    return counts;
  }
}
