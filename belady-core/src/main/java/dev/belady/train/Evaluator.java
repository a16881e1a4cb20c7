// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.config.BeladySpec.EvaluationRange;
import dev.belady.config.EvaluationSpec;
import dev.belady.config.ModelConfig;
import dev.belady.data.Batch;
import dev.belady.data.BatchReader;
import dev.belady.data.ReaderBuffers;
import dev.belady.data.ReaderOptions;
import dev.belady.data.SampleSource;
import dev.belady.data.synthetic.SyntheticSource;
import dev.belady.kernel.Kernels;
import dev.belady.metrics.MetricSet;
import dev.belady.metrics.ScoredBatch;
import dev.belady.model.Model;
import org.jspecify.annotations.Nullable;

/// Runs a model over evaluation samples and changes nothing in it.
///
/// Every evaluation starts at the first sample of the set, unless the configuration asks for
/// HugeCTR's way, where each goes on behind the one before.
final class Evaluator implements AutoCloseable {
  /// Receives what the model says of a batch.
  interface Sink {
    /// Takes in one batch; the arrays are borrowed.
    void accept(ScoredBatch batch);
  }

  private final Model model;
  private final BatchResolver resolver;
  private final SampleSource source;
  private final ShardRunner runner;
  private final ResolvedBatch resolved;
  private final EvaluationRows rows;
  private final ReaderOptions readerOptions;
  private final ReaderBuffers buffers = new ReaderBuffers();
  private final MetricSet metrics;
  private final EvaluationSpec spec;
  private final EvaluationRange range;
  private @Nullable BatchReader continued;

  /// An evaluator of `model` on the samples of `source`.
  Evaluator(
      Model model, BatchResolver resolver, SampleSource source, Kernels kernels, WorkerPool pool) {
    ModelConfig config = model.config();
    this.model = model;
    this.resolver = resolver;
    this.source = source;
    this.spec = config.solver().evaluation();
    this.range = config.belady().evaluationRange();
    this.runner =
        new ShardRunner(model.network(), model.tables(), kernels, pool, spec.batchSize(), false);
    this.resolved = resolver.newBatch();
    this.rows = new EvaluationRows(model.tables());
    this.metrics = EvaluationMetrics.of(spec.metrics(), config.data().label().width());
    this.readerOptions =
        ReaderOptions.ofBatchSize(spec.batchSize()).withThreads(Readers.threads(config.belady()));
  }

  /// The AUC that no model can beat on the samples of one evaluation, where the data was made up;
  /// null otherwise.
  @Nullable Double bestReachableAuc() {
    if (!(source instanceof SyntheticSource synthetic)) {
      return null;
    }
    long samples = synthetic.sampleCount().orElseThrow();
    if (range == EvaluationRange.FIRST && spec.batches() > 0) {
      samples = Math.min(samples, (long) spec.batches() * spec.batchSize());
    }
    return synthetic.bestReachableAuc(Math.toIntExact(samples));
  }

  /// One evaluation with the metrics of the configuration.
  EvaluationResult evaluate() throws InterruptedException {
    metrics.reset();
    return run(metrics::add, spec.batches());
  }

  /// Predicts the whole set in its order.
  EvaluationResult predict(Sink sink) throws InterruptedException {
    metrics.reset();
    try (BatchReader reader = BatchReader.start(source, readerOptions, buffers)) {
      return run(
          reader,
          batch -> {
            metrics.add(batch);
            sink.accept(batch);
          },
          0);
    }
  }

  private EvaluationResult run(Sink sink, int batches) throws InterruptedException {
    if (range == EvaluationRange.CONTINUE) {
      BatchReader reader = continued;
      if (reader == null) {
        reader = BatchReader.start(source, readerOptions.repeating());
        continued = reader;
      }
      return run(reader, sink, Math.max(1, batches));
    }
    try (BatchReader reader = BatchReader.start(source, readerOptions, buffers)) {
      return run(reader, sink, range == EvaluationRange.ALL ? 0 : batches);
    }
  }

  /// Evaluates up to `batches` batches, or all of them when it is 0.
  private EvaluationResult run(BatchReader reader, Sink sink, int batches)
      throws InterruptedException {
    runner.prepare(model.parameters(), false);
    long samples = 0;
    double losses = 0;
    long keys = 0;
    long unknown = 0;
    float lowest = Float.POSITIVE_INFINITY;
    float highest = Float.NEGATIVE_INFINITY;
    for (int i = 0; batches == 0 || i < batches; i++) {
      Batch batch = reader.take();
      if (batch == null) {
        break;
      }
      resolved.setBatch(batch);
      unknown += resolver.resolveForEvaluation(resolved);
      rows.bringIn(resolved);
      for (int input = 0; input < batch.schema().sparse().size(); input++) {
        keys += batch.sparse(input).size();
      }
      double loss =
          runner.predict(resolved) / batch.size()
              + Penalty.of(model.config().loss().regularizer(), model.parameters(), batch.size());
      sink.accept(new ScoredBatch(runner.predictions(), batch.labels(), batch.size(), loss));
      for (int p = 0; p < batch.size() * batch.schema().labels(); p++) {
        lowest = Math.min(lowest, runner.predictions()[p]);
        highest = Math.max(highest, runner.predictions()[p]);
      }
      samples += batch.size();
      losses += loss * batch.size();
      reader.recycle(batch);
    }
    return new EvaluationResult(
        metrics.values(), losses / samples, samples, unknown, keys, lowest, highest);
  }

  @Override
  public void close() {
    rows.close();
    if (continued != null) {
      continued.close();
    }
  }
}
