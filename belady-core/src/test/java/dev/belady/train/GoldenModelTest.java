// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.belady.data.Batch;
import dev.belady.embedding.EmbeddingTable;
import dev.belady.kernel.RowOccurrences;
import dev.belady.model.Model;
import dev.belady.nn.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Wide and Deep (Adam), DCN (global Adam), DeepFM (AdaGrad) and DLRM (SGD) against PyTorch in
/// double precision.
class GoldenModelTest {
  private static final float TOLERANCE = 2e-5f;

  @ParameterizedTest
  @ValueSource(strings = {"wdl", "dcn", "deepfm", "dlrm"})
  void theFirstStepHasTheLogitsAndGradientsOfTheReference(String name) {
    GoldenModel golden = new GoldenModel(name, List.of());
    try (Session session = Session.open(golden.config());
        WorkerPool pool = new WorkerPool(2)) {
      Model model = session.model();
      golden.initialize(model);
      BatchResolver resolver = new BatchResolver(model);
      ResolvedBatch batch = resolver.newBatch();
      batch.setBatch(firstBatch(golden));
      resolver.resolveForTraining(batch);
      ShardRunner runner =
          new ShardRunner(model.network(), model.tables(), session.kernels(), pool, 16, true);
      float[][] lanes = new float[1][model.parameters().length];
      Arrays.fill(lanes[0], Float.NaN);
      double loss = runner.train(batch, model.parameters(), lanes, 1) / 16;

      assertThat(loss).isCloseTo(golden.losses()[0], within((double) TOLERANCE));
      assertClose("dense gradient", lanes[0], golden.firstStep("dense_gradient"));
      float[] logits = golden.firstStep("logit");
      for (int i = 0; i < logits.length; i++) {
        double probability = 1 / (1 + Math.exp(-logits[i]));
        assertThat((double) runner.predictions()[i])
            .isCloseTo(probability, within((double) TOLERANCE));
      }
      for (int table = 0; table < model.tables().size(); table++) {
        assertClose(
            "gradient of table " + table,
            rowGradients(model, table, batch, runner),
            golden.firstStepTableGradient(table));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"wdl", "dcn", "deepfm", "dlrm"})
  void twentyStepsHaveTheLossesAndParametersOfTheReference(String name)
      throws InterruptedException {
    GoldenModel golden = new GoldenModel(name, List.of());
    try (Session session = Session.open(golden.config())) {
      golden.initialize(session.model());
      session.startDataReading(new MemorySource(golden.samples()));
      for (float expected : golden.losses()) {
        assertThat(session.train()).isTrue();
        assertThat(session.currentLoss()).isCloseTo(expected, within((double) TOLERANCE));
      }
      assertClose("dense", session.model().parameters(), golden.finalDense());
      for (int i = 0; i < session.model().tables().size(); i++) {
        EmbeddingTable table = session.model().tables().get(i);
        float[] weights = new float[table.rows() * table.dim()];
        for (int row = 0; row < table.rows(); row++) {
          table.read(row, weights, Math.toIntExact(table.key(row)) * table.dim(), table.dim());
        }
        assertClose("table " + i, weights, golden.finalTable(i));
      }
    }
  }

  private static Batch firstBatch(GoldenModel golden) {
    Batch first = new Batch(golden.config().data().schema(), 16);
    Batch all = golden.samples();
    for (int sample = 0; sample < 16; sample++) {
      first.addSample(all, sample);
    }
    return first;
  }

  /// The gradient of every row, by key, from the gradients of the bags.
  private static float[] rowGradients(
      Model model, int number, ResolvedBatch batch, ShardRunner runner) {
    EmbeddingTable table = model.tables().get(number);
    Tensor tensor = model.network().embeddings().get(number);
    int dim = tensor.shape().dims().getLast();
    float[] bags = runner.embeddingGradients(number);
    RowOccurrences occurrences = batch.occurrences(number);
    float[] gradients = new float[table.rows() * dim];
    for (int bag = 0; bag < occurrences.bags; bag++) {
      int from = occurrences.bagOffsets[bag];
      int to = occurrences.bagOffsets[bag + 1];
      for (int o = from; o < to; o++) {
        int key = Math.toIntExact(table.key(occurrences.rows[o]));
        for (int i = 0; i < dim; i++) {
          float part = bags[bag * dim + i];
          gradients[key * dim + i] += table.mean() ? part / (to - from) : part;
        }
      }
    }
    return gradients;
  }

  private static void assertClose(String what, float[] actual, float[] expected) {
    assertThat(actual).as(what).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i])
          .as("%s[%d]", what, i)
          .isCloseTo(expected[i], within(TOLERANCE * Math.max(1, Math.abs(expected[i]))));
    }
  }
}
