// SPDX-License-Identifier: Apache-2.0
package dev.belady.model;

import dev.belady.config.ConfigException;
import dev.belady.config.DataSpec;
import dev.belady.config.EmbeddingSpec;
import dev.belady.config.ModelConfig;
import dev.belady.kernel.Kernels;
import dev.belady.nn.InputGradient;
import dev.belady.nn.Layer;
import dev.belady.nn.Loss;
import dev.belady.nn.Parameter;
import dev.belady.nn.Tensor;
import dev.belady.nn.Wiring;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Compiles the layers of a configuration into a [Network].
///
/// 1. [GraphPlan] gives every tensor its shape and its buffer; what only renames or reshapes
///    becomes a view of its input's buffer, and a ReLU behind a linear layer that feeds nothing
///    else becomes part of it.
/// 2. The layers are walked backwards to find, for every buffer, the consumer whose backward runs
///    first: it overwrites the gradient, all others add to it.
/// 3. The layers are made in order; each takes the next free range of the dense parameters.
public final class NetworkCompiler {
  private final ModelConfig config;
  private final LayerFactory factory;

  private NetworkCompiler(ModelConfig config, LayerFactory factory) {
    this.config = config;
    this.factory = factory;
  }

  /// Compiles a configuration.
  ///
  /// @throws ConfigException when shapes do not fit, naming the layer and the shapes
  public static Network compile(ModelConfig config, Kernels kernels) {
    return new NetworkCompiler(config, new LayerFactory(kernels, config.seed())).compile();
  }

  private Network compile() {
    DataSpec data = config.data();
    GraphPlan plan = new GraphPlan(config.file());
    Tensor label = plan.addInput(data.label().name(), data.label().width());
    Tensor dense = plan.addInput(data.dense().name(), data.dense().width());
    List<Tensor> embeddings = new ArrayList<>();
    for (EmbeddingSpec embedding : config.embeddings()) {
      int slots = slots(data, embedding);
      embeddings.add(plan.addEmbedding(embedding.output(), slots, embedding.vectorSize()));
    }
    plan.addLayers(config.layers(), config.loss());
    List<Layer> layers = create(plan);
    return new Network(label, dense, embeddings, layers, (Loss) layers.getLast(), plan.buffers());
  }

  private List<Layer> create(GraphPlan plan) {
    List<PlannedLayer> planned = plan.layers();
    List<List<InputGradient>> gradients = inputGradients(plan);
    List<Layer> layers = new ArrayList<>();
    int nextParameter = 0;
    for (int i = 0; i < planned.size(); i++) {
      PlannedLayer layer = planned.get(i);
      Wiring wiring =
          new Wiring(i, layer.spec().name(), layer.inputs(), gradients.get(i), layer.outputs());
      Layer created = factory.create(layer, wiring, nextParameter);
      layers.add(created);
      for (Parameter parameter : created.parameters()) {
        nextParameter = Math.addExact(parameter.offset(), parameter.size());
      }
    }
    return layers;
  }

  private static List<List<InputGradient>> inputGradients(GraphPlan plan) {
    boolean[] written = new boolean[plan.buffers().size()];
    List<List<InputGradient>> gradients = new ArrayList<>();
    for (PlannedLayer layer : plan.layers().reversed()) {
      List<InputGradient> modes = new ArrayList<>();
      for (Tensor input : layer.inputs()) {
        if (!plan.buffers().get(input.buffer()).hasGradient()) {
          modes.add(InputGradient.NONE);
        } else if (written[input.buffer()]) {
          modes.add(InputGradient.ACCUMULATE);
        } else {
          modes.add(InputGradient.OVERWRITE);
          written[input.buffer()] = true;
        }
      }
      gradients.addFirst(modes);
    }
    return gradients;
  }

  private int slots(DataSpec data, EmbeddingSpec embedding) {
    return data.sparse().stream()
        .filter(input -> input.name().equals(embedding.input()))
        .findFirst()
        .orElseThrow(() ->
            new ConfigException(
                String.format(
                    Locale.ROOT,
                    "No such bottom '%s' (%s, %s)",
                    embedding.input(),
                    embedding.place(),
                    config.file())))
        .slots();
  }
}
