// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.belady.config.ConfigFile;
import dev.belady.config.ConfigOverrides;
import dev.belady.config.ModelConfig;
import dev.belady.kernel.Bf16Samples;
import dev.belady.kernel.KernelProvider;
import dev.belady.kernel.Kernels;
import dev.belady.tier.MemoryRowStore;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The contract holds with bf16 products, too: threads and budgets change no bit, even if the bits
/// of a product depend on its shape. The products are computed in Java.
class Bf16TrainingTest {
  /// 256 rows of the second layer are a product that workers share.
  private static final int BATCH = 2048;

  private static final int STEPS = 3;
  private static final String SGD = "{'type':'SGD','sgd_hparam':{'learning_rate':0.1}}";
  private static final String LAYERS =
      """
      {'type':'Reshape','bottom':'emb','top':'flat','leading_dim':40},
      {'type':'Concat','bottom':['flat','dense'],'top':'in'},
      {'type':'InnerProduct','bottom':'in','top':'f1','fc_param':{'num_output':128}},
      {'type':'ReLU','bottom':'f1','top':'r1'},
      {'type':'InnerProduct','bottom':'r1','top':'f2','fc_param':{'num_output':128}},
      {'type':'ReLU','bottom':'f2','top':'r2'},
      {'type':'InnerProduct','bottom':'r2','top':'logit','fc_param':{'num_output':1}},
      """;

  private static ModelConfig config(String layers, int batch, String... settings) {
    return ConfigFile.parse(
        SmallModels.json(layers, SGD, batch), "bf16.json", ConfigOverrides.of(List.of(settings)));
  }

  private static List<Long> hashes(Session opened) throws InterruptedException {
    List<Long> hashes = new ArrayList<>();
    try (Session session = opened) {
      session.startDataReading();
      for (int step = 0; step < STEPS; step++) {
        session.train();
        hashes.add(session.stateHash());
      }
    }
    return hashes;
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 8})
  void everyNumberOfThreadsEndsInTheSameBits(int threads) throws InterruptedException {
    Kernels kernels = Bf16Samples.shaped();
    List<Long> expected = hashes(Session.open(config(LAYERS, BATCH, "belady.threads=1"), kernels));
    assertThat(expected).doesNotHaveDuplicates();
    assertThat(hashes(Session.open(config(LAYERS, BATCH, "belady.threads=" + threads), kernels)))
        .isEqualTo(expected);
  }

  @Test
  void everyBudgetEndsInTheSameBits() throws InterruptedException {
    Kernels kernels = Bf16Samples.shaped();
    String[] all = {"data.slot_size_array=[100,7,20000,50,3]", "belady.threads=2"};
    List<Long> expected = hashes(Session.open(config(LAYERS, BATCH, all), kernels));
    for (String memory : new String[] {"160KiB", "400KiB"}) {
      String[] bounded =
          Stream.concat(Stream.of(all), Stream.of("belady.memory=" + memory, "belady.lookahead=1"))
              .toArray(String[]::new);
      Session session =
          Session.open(
              config(LAYERS, BATCH, bounded),
              kernels,
              (table, floats) -> new MemoryRowStore(floats));
      assertThat(hashes(session)).as(memory).isEqualTo(expected);
    }
  }

  @Test
  void theAucIsThatOfFloats() throws InterruptedException {
    double bf16 = auc(Bf16Samples.scalar());
    double floats = auc(KernelProvider.select());
    assertThat(floats).isGreaterThan(0.6);
    assertThat(bf16).isCloseTo(floats, within(0.005)).isNotEqualTo(floats);
  }

  private static double auc(Kernels kernels) throws InterruptedException {
    String layers = LAYERS.replace("128", "48");
    try (Session session = Session.open(config(layers, 512, "solver.eval_batches=8"), kernels)) {
      session.startDataReading();
      for (int step = 0; step < 120; step++) {
        session.train();
      }
      return session.evaluation().metrics().stream()
          .filter(metric -> metric.name().equals("AUC"))
          .findFirst()
          .orElseThrow()
          .value();
    }
  }
}
