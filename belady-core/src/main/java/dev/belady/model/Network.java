// SPDX-License-Identifier: Apache-2.0
package dev.belady.model;

import dev.belady.nn.Layer;
import dev.belady.nn.Loss;
import dev.belady.nn.Parameter;
import dev.belady.nn.Tensor;
import dev.belady.random.CounterRandom;
import java.util.List;

/// A compiled model above its embedding tables: the layers in the order of the forward pass, and
/// the tensors through which data enters and leaves.
///
/// The network holds no values: they are in a [dev.belady.nn.Workspace] per worker, in
/// [BatchBuffers] for what spans a batch, and in one array of all dense parameters.
public final class Network {
  private final Tensor label;
  private final Tensor dense;
  private final List<Tensor> embeddings;
  private final List<Layer> layers;
  private final Loss loss;
  private final List<BufferSpec> buffers;
  private final List<Parameter> parameters;
  private final int parameterFloats;

  Network(
      Tensor label,
      Tensor dense,
      List<Tensor> embeddings,
      List<Layer> layers,
      Loss loss,
      List<BufferSpec> buffers) {
    this.label = label;
    this.dense = dense;
    this.embeddings = List.copyOf(embeddings);
    this.layers = List.copyOf(layers);
    this.loss = loss;
    this.buffers = List.copyOf(buffers);
    this.parameters = layers.stream().flatMap(layer -> layer.parameters().stream()).toList();
    this.parameterFloats =
        parameters.isEmpty()
            ? 0
            : Math.addExact(parameters.getLast().offset(), parameters.getLast().size());
  }

  /// The labels of the batch.
  public Tensor label() {
    return label;
  }

  /// The dense features of the batch.
  public Tensor dense() {
    return dense;
  }

  /// The pooled vectors of each embedding layer, in the order of the configuration.
  public List<Tensor> embeddings() {
    return embeddings;
  }

  /// The predicted probabilities that the loss layer writes.
  public Tensor predictions() {
    return loss.wiring().output();
  }

  /// Every layer, the loss last, in the order of the forward pass.
  public List<Layer> layers() {
    return layers;
  }

  /// The loss layer.
  public Loss loss() {
    return loss;
  }

  /// The trainable dense arrays in the order of the layers, which is that of HugeCTR's dense file.
  public List<Parameter> parameters() {
    return parameters;
  }

  /// The number of dense parameters.
  public int parameterFloats() {
    return parameterFloats;
  }

  /// The first values of all dense parameters: a pure function of the seed.
  public float[] initialParameters(long seed) {
    CounterRandom random = new CounterRandom(seed);
    float[] values = new float[parameterFloats];
    for (int i = 0; i < parameters.size(); i++) {
      Parameter parameter = parameters.get(i);
      long stream = CounterRandom.stream("dense parameter", i);
      for (int element = 0; element < parameter.size(); element++) {
        values[parameter.offset() + element] =
            parameter.initializer().value(random, stream, element);
      }
    }
    return values;
  }

  List<BufferSpec> buffers() {
    return buffers;
  }
}
