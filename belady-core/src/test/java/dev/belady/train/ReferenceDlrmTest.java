// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.belady.config.LayerSpec;
import dev.belady.config.ModelConfig;
import dev.belady.data.Batch;
import dev.belady.model.Model;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The first values of the reference implementation of DLRM and the losses that it prints on a CPU,
/// command line by command line.
final class ReferenceDlrmTest {
  /// The defaults of the reference: tables 4-3-2, bottom 4-3-2, top 8-4-2-1.
  private static final ReferenceDlrm SMALL =
      new ReferenceDlrm(List.of(4, 3, 2), 2, List.of(4, 3, 2), List.of(4, 2, 1));

  /// The losses are printed with six digits.
  private static final double PRINTED = 2e-6;

  @Test
  void firstValuesAreThoseOfTheReference() {
    ReferenceDlrm.Values values = SMALL.firstValues();
    assertStartsWith(values.tables().getFirst(), 0.196469f, -0.213861f);
    ReferenceDlrm.LinearValues bottom = values.layers().getFirst();
    assertStartsWith(bottom.weight(), 1.179119f, 1.168886f, 0.536689f, 0.206425f);
    assertStartsWith(bottom.bias(), -0.080869f, -0.497534f, -0.147582f);
    ReferenceDlrm.LinearValues last = values.layers().getLast();
    assertStartsWith(last.weight(), -0.886636f, -0.598053f);
    assertStartsWith(last.bias(), -1.212523f);
  }

  @Test
  void sumsOfFirstValuesAreThoseOfTheReference() {
    ReferenceDlrm.Values values =
        new ReferenceDlrm(List.of(50, 7, 300), 8, List.of(4, 16, 8), List.of(16, 1)).firstValues();
    double[] tables = values.tables().stream().mapToDouble(ReferenceDlrmTest::sum).toArray();
    double[] weights = values.layers().stream().mapToDouble(layer -> sum(layer.weight())).toArray();
    double[] biases = values.layers().stream().mapToDouble(layer -> sum(layer.bias())).toArray();
    assertThat(tables)
        .containsExactly(new double[] {-0.360984803, -0.847416086, -0.585438497}, within(1e-8));
    assertThat(weights)
        .containsExactly(
            new double[] {1.220167217, -1.292223938, 2.067382876, -1.180578262}, within(1e-8));
    assertThat(biases)
        .containsExactly(
            new double[] {0.795699321, -0.779464811, -1.556131440, -0.439064384}, within(1e-8));
  }

  /// `--mini-batch-size=2 --data-size=6 --loss-function=bce --round-targets=True
  /// --learning-rate=0.1 --nepochs=2`.
  @Test
  void lossesOfTwoEpochsAreThoseOfTheReference() throws InterruptedException {
    assertLosses(
        SMALL,
        new ReferenceSamples(10, false, true),
        3,
        2,
        0.161806,
        1.933757,
        0.963293,
        0.211186,
        1.695155,
        0.886999);
  }

  /// `--arch-embedding-size=1000-1000-1000 --arch-sparse-feature-size=8 --arch-mlp-bot=4-16-8
  /// --arch-mlp-top=16-1 --mini-batch-size=64 --num-batches=5 --num-indices-per-lookup=4
  /// --loss-function=bce --round-targets=True --learning-rate=0.1`.
  @Test
  void lossesOfBagsOfManyKeysAreThoseOfTheReference() throws InterruptedException {
    assertLosses(
        new ReferenceDlrm(List.of(1000, 1000, 1000), 8, List.of(4, 16, 8), List.of(16, 1)),
        new ReferenceSamples(4, false, true),
        5,
        64,
        1.120612,
        1.542947,
        1.379753,
        1.125664,
        1.163928);
  }

  private static void assertLosses(
      ReferenceDlrm dlrm, ReferenceSamples samples, int batches, int batchSize, double... expected)
      throws InterruptedException {
    ModelConfig config = dlrm.config(batchSize, 0.1);
    try (Session session = Session.open(config)) {
      dlrm.initialize(session.model(), dlrm.firstValues());
      session.startDataReading(
          new MemorySource(samples.draw(config.data().schema(), dlrm.rows(), batches, batchSize)));
      double[] losses = new double[expected.length];
      for (int step = 0; step < losses.length; step++) {
        assertThat(session.train()).isTrue();
        losses[step] = session.currentLoss();
      }
      assertThat(losses).containsExactly(expected, within(PRINTED));
    }
  }

  /// `--mini-batch-size=2 --data-size=6`: the squared error of probabilities against labels in [0,
  /// 1].
  ///
  /// Belady has no such loss. But its gradient, `2 (p - y) p (1 - p)` at the logit, is that of the
  /// logistic loss against the label `p - 2 (p - y) p (1 - p)`, so training on such labels takes
  /// the same steps.
  @Test
  void squaredErrorsAreThoseOfTheReference() {
    ModelConfig config = SMALL.config(2, 0.01);
    Batch all =
        new ReferenceSamples(10, false, false).draw(config.data().schema(), SMALL.rows(), 3, 2);
    double[] losses = new double[3];
    try (Session session = Session.open(config);
        WorkerPool pool = new WorkerPool(1)) {
      Model model = session.model();
      SMALL.initialize(model, SMALL.firstValues());
      ShardRunner runner =
          new ShardRunner(model.network(), model.tables(), session.kernels(), pool, 2, false);
      Trainer trainer = new Trainer(model, session.kernels(), pool, 2, LayerSpec.Regularizer.NONE);
      BatchResolver resolver = new BatchResolver(model);
      ResolvedBatch resolved = resolver.newBatch();
      for (int step = 0; step < losses.length; step++) {
        Batch batch = new Batch(config.data().schema(), 2);
        batch.addSample(all, 2 * step);
        batch.addSample(all, 2 * step + 1);
        resolved.setBatch(batch);
        resolver.resolveForTraining(resolved);
        runner.prepare(model.parameters(), false);
        runner.predict(resolved);
        losses[step] = squaredError(runner.predictions(), batch);
        replaceLabels(runner.predictions(), batch);
        trainer.train(resolved, 0.01);
      }
    }
    assertThat(losses)
        .containsExactly(new double[] {0.025266, 0.180494, 0.083240}, within(PRINTED));
  }

  private static double squaredError(float[] predictions, Batch batch) {
    double sum = 0;
    for (int i = 0; i < batch.size(); i++) {
      double error = predictions[i] - batch.labels()[i];
      sum += error * error;
    }
    return sum / batch.size();
  }

  private static void replaceLabels(float[] predictions, Batch batch) {
    for (int i = 0; i < batch.size(); i++) {
      double p = predictions[i];
      batch.labels()[i] = (float) (p - 2 * (p - batch.labels()[i]) * p * (1 - p));
    }
  }

  private static double sum(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum;
  }

  private static void assertStartsWith(float[] actual, float... expected) {
    assertThat(java.util.Arrays.copyOf(actual, expected.length))
        .containsExactly(expected, within(1e-6f));
  }
}
