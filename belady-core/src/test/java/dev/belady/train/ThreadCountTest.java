// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belady.config.ConfigFile;
import dev.belady.config.ConfigOverrides;
import dev.belady.config.ModelConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The number of computing and reading threads changes no bit of any parameter, row or state.
class ThreadCountTest {
  private static final int STEPS = 12;

  @ParameterizedTest
  @MethodSource("models")
  void everyNumberOfThreadsEndsInTheSameBits(String layers, String optimizer, int batch)
      throws InterruptedException {
    List<Long> expected = hashes(layers, optimizer, batch, 1, 1);
    for (int threads : new int[] {2, 3, 8}) {
      assertThat(hashes(layers, optimizer, batch, threads, threads))
          .as("threads=%d, batch=%d, %s, %s", threads, batch, optimizer, layers)
          .isEqualTo(expected);
    }
    assertThat(expected).doesNotHaveDuplicates();
  }

  static Stream<Arguments> models() {
    String adam =
        "{'type':'Adam','update_type':'%s','adam_hparam':{'learning_rate':0.01,'beta1':0.9,'beta2':0.999,'epsilon':1e-7}}";
    String sgd = "{'type':'SGD','sgd_hparam':{'learning_rate':0.1}}";
    List<Arguments> all = new ArrayList<>();
    for (int batch : new int[] {100, 777}) {
      all.add(Arguments.of(SmallModels.DLRM, sgd, batch));
      all.add(Arguments.of(SmallModels.DEEP_WITH_DROPOUT, adam.formatted("Local"), batch));
      all.add(Arguments.of(SmallModels.DEEP_WITH_BATCH_NORM, adam.formatted("Global"), batch));
      all.add(Arguments.of(SmallModels.CROSS, adam.formatted("LazyGlobal"), batch));
    }
    return all.stream();
  }

  /// The last batch of a pass has 446 samples, hence fewer lanes than the others.
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 8})
  void shortBatchesEndInTheSameBitsToo(int threads) throws InterruptedException {
    String nesterov =
        "{'type':'Nesterov','nesterov_hparam':{'learning_rate':0.05,'momentum_factor':0.9}}";
    String[] passes = {"solver.max_iter=null", "solver.num_epochs=3", "data.num_samples=2000"};
    List<Long> expected = hashes(SmallModels.DLRM, nesterov, 777, 1, 1, passes);
    assertThat(expected.subList(9, STEPS)).containsOnly(expected.get(8));
    assertThat(expected.subList(0, 9)).doesNotHaveDuplicates();
    assertThat(hashes(SmallModels.DLRM, nesterov, 777, threads, threads, passes))
        .isEqualTo(expected);
  }

  private static List<Long> hashes(
      String layers, String optimizer, int batch, int threads, int readers, String... settings)
      throws InterruptedException {
    List<String> overrides = new ArrayList<>(List.of(settings));
    overrides.add("belady.threads=" + threads);
    overrides.add("belady.reader_threads=" + readers);
    ModelConfig config =
        ConfigFile.parse(
            SmallModels.json(layers, optimizer, batch),
            "small.json",
            ConfigOverrides.of(overrides));
    List<Long> hashes = new ArrayList<>();
    try (Session session = Session.open(config)) {
      session.startDataReading();
      for (int step = 0; step < STEPS; step++) {
        session.train();
        hashes.add(session.stateHash());
      }
    }
    return hashes;
  }
}
