// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belady.config.ConfigFile;
import dev.belady.config.ConfigOverrides;
import dev.belady.config.ModelConfig;
import dev.belady.config.SampleConfigs;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every configuration that came with HugeCTR 2.3 builds, trains and evaluates, with its own layers
/// and widths on few samples.
class SampleConfigsTrainTest {
  private static final int BATCH = 24;

  static List<SampleConfigs.Sample> samples() {
    return SampleConfigs.all();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void trainsTwoStepsAndEvaluates(SampleConfigs.Sample sample) throws InterruptedException {
    ModelConfig config =
        ConfigFile.parse(sample.small(BATCH, 4 * BATCH, 50), sample.file(), ConfigOverrides.none());
    try (Session session = Session.open(config)) {
      session.startDataReading();
      long before = session.stateHash();
      for (int step = 0; step < 2; step++) {
        assertThat(session.train()).isTrue();
        assertThat(session.currentLoss()).isFinite().isPositive();
      }
      assertThat(session.stateHash()).isNotEqualTo(before);
      long trained = session.stateHash();
      EvaluationResult result = session.evaluation();
      assertThat(result.samples()).isEqualTo(BATCH);
      assertThat(result.lowestPrediction()).isBetween(0f, 1f);
      assertThat(session.stateHash()).isEqualTo(trained);
    }
  }
}
