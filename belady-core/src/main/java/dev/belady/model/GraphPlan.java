// SPDX-License-Identifier: Apache-2.0
package dev.belady.model;

import dev.belady.config.ConfigException;
import dev.belady.config.LayerSpec;
import dev.belady.nn.Tensor;
import dev.belady.nn.TensorShape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The tensors and buffers of a graph while it is compiled.
final class GraphPlan {
  private final String file;
  private final Map<String, Tensor> tensors = new HashMap<>();
  private final List<BufferSpec> buffers = new ArrayList<>();
  private final List<PlannedLayer> layers = new ArrayList<>();

  /// An empty plan.
  ///
  /// @param file the configuration file, for messages
  GraphPlan(String file) {
    this.file = file;
  }

  /// Adds an input of the data, `(B, width)`, which needs no gradient. With width 0 the tensor is
  /// named but no layer can read it.
  Tensor addInput(String name, int width) {
    if (width == 0) {
      buffers.add(new BufferSpec(0, true, false));
      return new Tensor(buffers.size() - 1, name, TensorShape.vector(1));
    }
    return addTensor(name, TensorShape.vector(width), true, false);
  }

  /// Adds the pooled vectors of an embedding layer, `(B, slots, dim)`.
  Tensor addEmbedding(String name, int slots, int dim) {
    return addTensor(name, new TensorShape(1, List.of(slots, dim)), true, true);
  }

  /// Adds all layers; the loss goes last.
  void addLayers(List<LayerSpec> specs, LayerSpec.LossSpec loss) {
    Map<String, Integer> consumers = new HashMap<>();
    for (LayerSpec spec : specs) {
      for (String input : spec.inputs()) {
        consumers.merge(input, 1, Integer::sum);
      }
    }
    for (LayerSpec spec : specs) {
      if (!(spec instanceof LayerSpec.LossSpec)) {
        addLayer(spec, consumers);
      }
    }
    addLayer(loss, consumers);
  }

  /// The buffers by number.
  List<BufferSpec> buffers() {
    return buffers;
  }

  /// The layers that compute something, in order.
  List<PlannedLayer> layers() {
    return layers;
  }

  private void addLayer(LayerSpec spec, Map<String, Integer> consumers) {
    List<Tensor> inputs = spec.inputs().stream().map(name -> tensor(name, spec)).toList();
    List<TensorShape> shapes = inputs.stream().map(Tensor::shape).toList();
    List<TensorShape> outputShapes;
    try {
      outputShapes = LayerShapes.outputShapes(spec, shapes);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new ConfigException(
          String.format(Locale.ROOT, "%s (%s, %s)", e.getMessage(), spec.place(), file), e);
    }
    if (LayerShapes.isView(spec, shapes)) {
      for (int i = 0; i < outputShapes.size(); i++) {
        String name = spec.outputs().get(i);
        tensors.put(name, new Tensor(inputs.getFirst().buffer(), name, outputShapes.get(i)));
      }
      return;
    }
    if (spec instanceof LayerSpec.ReLU && fuseRelu(spec, inputs.getFirst(), consumers)) {
      return;
    }
    boolean loss = spec instanceof LayerSpec.LossSpec;
    boolean gradient =
        !loss
            && (LayerShapes.learns(spec)
                || inputs.stream().anyMatch(input -> buffers.get(input.buffer()).hasGradient()));
    List<Tensor> outputs = new ArrayList<>();
    for (int i = 0; i < outputShapes.size(); i++) {
      outputs.add(addTensor(spec.outputs().get(i), outputShapes.get(i), loss, gradient));
    }
    layers.add(new PlannedLayer(spec, inputs, outputs, false));
  }

  /// Makes `relu` part of the linear layer just before it when nothing else reads that layer's
  /// output.
  private boolean fuseRelu(LayerSpec relu, Tensor input, Map<String, Integer> consumers) {
    if (layers.isEmpty() || consumers.getOrDefault(input.name(), 0) != 1) {
      return false;
    }
    PlannedLayer last = layers.getLast();
    if (!(last.spec() instanceof LayerSpec.InnerProduct)
        || last.fusedRelu()
        || !last.outputs().getFirst().equals(input)) {
      return false;
    }
    layers.set(
        layers.size() - 1, new PlannedLayer(last.spec(), last.inputs(), last.outputs(), true));
    String name = relu.outputs().getFirst();
    tensors.put(name, new Tensor(input.buffer(), name, input.shape()));
    return true;
  }

  private Tensor tensor(String name, LayerSpec spec) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new ConfigException(
          String.format(Locale.ROOT, "No such bottom '%s' (%s, %s)", name, spec.place(), file));
    }
    return tensor;
  }

  private Tensor addTensor(String name, TensorShape shape, boolean batchWide, boolean gradient) {
    Tensor tensor = new Tensor(buffers.size(), name, shape);
    buffers.add(new BufferSpec(shape.sampleFloats(), batchWide, gradient));
    tensors.put(name, tensor);
    return tensor;
  }
}
