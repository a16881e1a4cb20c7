// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import dev.belady.config.EmbeddingSpec;
import dev.belady.config.LayerSpec;
import dev.belady.config.ModelConfig;
import dev.belady.kernel.RecordLayout;
import dev.belady.model.Network;
import dev.belady.model.Optimizers;
import dev.belady.nn.Layer;
import dev.belady.nn.Parameter;
import dev.belady.nn.Tensor;
import dev.belady.nn.TensorShape;
import dev.belady.report.Figures;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// A model as tables of text: its embedding tables and its layers with shapes and sizes.
final class ModelTables {
  private final ModelConfig config;
  private final Network network;
  private final Map<String, TensorShape> shapes = new HashMap<>();
  private final Map<String, Layer> layers = new HashMap<>();

  /// @param network the network that `config` compiles to
  ModelTables(ModelConfig config, Network network) {
    this.config = config;
    this.network = network;
    for (Tensor tensor : network.embeddings()) {
      shapes.put(tensor.name(), tensor.shape());
    }
    for (Layer layer : network.layers()) {
      layers.put(layer.wiring().name(), layer);
      layer.wiring().inputs().forEach(tensor -> shapes.put(tensor.name(), tensor.shape()));
      layer.wiring().outputs().forEach(tensor -> shapes.put(tensor.name(), tensor.shape()));
    }
  }

  /// All lines.
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    if (!config.embeddings().isEmpty()) {
      lines.addAll(embeddings());
      lines.add("");
    }
    lines.addAll(layers());
    return lines;
  }

  private List<String> embeddings() {
    TextTable table =
        new TextTable(
            "embedding",
            "input",
            "output",
            "shape",
            ">rows",
            ">dim",
            ">weights",
            ">with optimizer");
    long weights = 0;
    long all = 0;
    boolean known = true;
    for (EmbeddingSpec embedding : config.embeddings()) {
      long rows = rows(embedding);
      RecordLayout record =
          Optimizers.of(embedding.optimizer()).recordLayout(embedding.vectorSize());
      long weightBytes = rows * embedding.vectorSize() * Float.BYTES;
      long allBytes = rows * record.floats() * Float.BYTES;
      weights += weightBytes;
      all += allBytes;
      known &= rows > 0;
      table.add(
          embedding.name(),
          embedding.input(),
          embedding.output(),
          shape(embedding.output()),
          rows > 0 ? Figures.grouped(rows) : "grows",
          Integer.toString(embedding.vectorSize()),
          rows > 0 ? Figures.bytes(weightBytes) : "?",
          rows > 0 ? Figures.bytes(allBytes) : "?");
    }
    List<String> lines = new ArrayList<>(table.lines());
    lines.add(
        "tables: "
            + (known ? "" : "at least ")
            + Figures.bytes(weights)
            + " of weights, "
            + Figures.bytes(all)
            + " with optimizer state, when every row is in use");
    return lines;
  }

  /// The rows that the configuration speaks of; 0 where it does not. Tables grow beyond.
  private static long rows(EmbeddingSpec embedding) {
    return embedding.slotSizes().isEmpty()
        ? embedding.rowsHint()
        : embedding.slotSizes().stream().mapToLong(Long::longValue).sum();
  }

  private List<String> layers() {
    TextTable table = new TextTable("layer", "type", "inputs", "outputs", "shape", ">parameters");
    for (LayerSpec spec : config.layers()) {
      Layer layer = layers.get(spec.name());
      table.add(
          spec.name(),
          spec.type(),
          names(spec.inputs()),
          names(spec.outputs()),
          spec.outputs().stream().map(this::shape).distinct().collect(Collectors.joining(" ")),
          layer == null ? "-" : parameters(layer));
    }
    List<String> lines = new ArrayList<>(table.lines());
    lines.add(
        "dense parameters: "
            + Figures.grouped(network.parameterFloats())
            + " ("
            + Figures.bytes(4L * network.parameterFloats())
            + "); layers with - share memory or work with their neighbours");
    return lines;
  }

  private static String names(List<String> names) {
    return names.size() <= 4
        ? String.join(" ", names)
        : names.get(0) + " " + names.get(1) + " ... " + names.getLast() + " (" + names.size() + ")";
  }

  private String shape(String tensor) {
    TensorShape shape = shapes.get(tensor);
    return shape == null ? "" : shape.toString();
  }

  private static String parameters(Layer layer) {
    long parameters = layer.parameters().stream().mapToLong(Parameter::size).sum();
    return Figures.grouped(parameters);
  }
}
