// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.data.Batch;
import dev.belady.data.Schema;
import dev.belady.model.Network;
import dev.belady.nn.Layer;
import dev.belady.nn.Parameter;
import dev.belady.nn.Tensor;
import dev.belady.nn.Workspace;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Finds where the first value that is not finite came from, once a loss is NaN or infinite: a
/// dense feature or label of the data, a row of a table, the weights of a layer, or a layer's
/// output.
final class NonFiniteSearch implements ShardRunner.LayerVisitor {
  private final Network network;
  private final ResolvedBatch batch;
  private final float[] parameters;
  private @Nullable String found;

  private NonFiniteSearch(Network network, ResolvedBatch batch, float[] parameters) {
    this.network = network;
    this.batch = batch;
    this.parameters = parameters;
  }

  /// A sentence part that says which field of which sample, or which layer, was not finite first.
  static String describe(
      Network network, ShardRunner runner, ResolvedBatch batch, float[] parameters) {
    NonFiniteSearch search = new NonFiniteSearch(network, batch, parameters);
    search.searchData();
    search.searchParameters();
    if (search.found == null) {
      runner.replay(search);
    }
    return search.found == null
        ? "every layer's output is finite, so the sum of the losses overflowed"
        : search.found;
  }

  private void searchData() {
    Batch data = batch.batch();
    Schema schema = data.schema();
    for (int i = 0; found == null && i < data.size() * schema.dense(); i++) {
      if (!Float.isFinite(data.dense()[i])) {
        found =
            String.format(
                Locale.ROOT,
                "dense feature %d of sample %d is %s in the data",
                i % schema.dense(),
                data.firstSample() + i / schema.dense(),
                data.dense()[i]);
      }
    }
    for (int i = 0; found == null && i < data.size() * schema.labels(); i++) {
      if (!Float.isFinite(data.labels()[i])) {
        found =
            String.format(
                Locale.ROOT,
                "label %d of sample %d is %s in the data",
                i % schema.labels(),
                data.firstSample() + i / schema.labels(),
                data.labels()[i]);
      }
    }
  }

  private void searchParameters() {
    for (Parameter parameter : network.parameters()) {
      for (int i = 0; found == null && i < parameter.size(); i++) {
        float value = parameters[parameter.offset() + i];
        if (!Float.isFinite(value)) {
          found =
              String.format(
                  Locale.ROOT,
                  "%s[%d, %d] became %s; the learning rate may be too high",
                  parameter.name(),
                  i / parameter.cols(),
                  i % parameter.cols(),
                  value);
        }
      }
    }
  }

  @Override
  public void embedding(int embedding, Workspace workspace) {
    Tensor tensor = network.embeddings().get(embedding);
    int at = firstNonFinite(tensor, workspace);
    if (found == null && at >= 0) {
      int dim = tensor.shape().dims().getLast();
      int slots = tensor.shape().dims().getFirst();
      int slot = at / dim % slots;
      long sample = batch.batch().firstSample() + workspace.firstSample() + at / dim / slots;
      found =
          String.format(
              Locale.ROOT,
              "a row of embedding '%s' used by slot %d of sample %d is not finite; the learning rate may be too high",
              tensor.name(),
              slot,
              sample);
    }
  }

  @Override
  public void layer(Layer layer, Workspace workspace) {
    for (Tensor output : layer.wiring().outputs()) {
      int at = firstNonFinite(output, workspace);
      if (found == null && at >= 0) {
        long sample =
            batch.batch().firstSample()
                + workspace.firstSample()
                + at / output.shape().sampleFloats();
        found =
            String.format(
                Locale.ROOT,
                "layer '%s' made a value that is not finite for sample %d",
                layer.wiring().name(),
                sample);
      }
    }
  }

  private static int firstNonFinite(Tensor tensor, Workspace workspace) {
    float[] values = workspace.values(tensor);
    int offset = workspace.offset(tensor);
    int count = workspace.samples() * tensor.shape().sampleFloats();
    for (int i = 0; i < count; i++) {
      if (!Float.isFinite(values[offset + i])) {
        return i;
      }
    }
    return -1;
  }
}
