// SPDX-License-Identifier: Apache-2.0
package dev.belady.checkpoint;

import dev.belady.config.ConfigException;
import dev.belady.data.DataException;
import dev.belady.model.Network;
import dev.belady.nn.BatchNorm;
import dev.belady.nn.BatchStatisticsLayer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// HugeCTR's JSON of what a network learns without gradients: the running mean and variance of each
/// batch normalisation, `{"layers": [{"type": "BatchNorm", "mean": [...], "var": [...]}]}`.
///
/// The numbers have all their digits here, where HugeCTR writes six decimals. A Dice layer stands
/// in the list with its own type.
///
/// @param mean the running means of each layer
/// @param variance the running variances of each layer
record Statistics(List<float[]> mean, List<float[]> variance) {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  /// The text for the layers of a network; empty when it has none that need it.
  static byte[] text(Network network) {
    List<BatchStatisticsLayer> layers = layers(network);
    if (layers.isEmpty()) {
      return new byte[0];
    }
    ObjectNode root = MAPPER.createObjectNode();
    ArrayNode list = root.putArray("layers");
    for (BatchStatisticsLayer layer : layers) {
      ObjectNode node = list.addObject().put("type", type(layer));
      put(node.putArray("mean"), layer.moments().runningMean());
      put(node.putArray("var"), layer.moments().runningVariance());
    }
    return root.toString().getBytes(StandardCharsets.UTF_8);
  }

  /// Reads the text for a network.
  ///
  /// @param file the name for messages
  /// @throws DataException when it is not such a text
  /// @throws ConfigException when it belongs to other layers
  static Statistics parse(byte[] text, Network network, Path file) {
    List<float[]> means = new ArrayList<>();
    List<float[]> variances = new ArrayList<>();
    List<BatchStatisticsLayer> layers = layers(network);
    try {
      JsonNode list = MAPPER.readTree(text).required("layers");
      if (list.size() != layers.size()) {
        throw new ConfigException(
            "the statistics must be those of the layers with batch statistics: layers="
                + layers.size()
                + ", layers of the file="
                + list.size()
                + " ("
                + file
                + ")");
      }
      for (int i = 0; i < layers.size(); i++) {
        BatchStatisticsLayer layer = layers.get(i);
        JsonNode node = list.get(i);
        String expected = describe(type(layer), layer.moments().runningMean().length);
        float[] mean = floats(node.required("mean"));
        float[] variance = floats(node.required("var"));
        String actual = describe(node.required("type").stringValue(), mean.length);
        if (!actual.equals(expected) || variance.length != mean.length) {
          throw new ConfigException(
              "the statistics must fit layer '"
                  + layer.wiring().name()
                  + "': expected "
                  + expected
                  + ", got "
                  + actual
                  + " ("
                  + file
                  + ")");
        }
        means.add(mean);
        variances.add(variance);
      }
    } catch (JacksonException | NumberFormatException e) {
      throw new DataException("not a file of statistics: " + e.getMessage() + " (" + file + ")", e);
    }
    return new Statistics(means, variances);
  }

  /// Copies the values into the layers.
  void apply(Network network) {
    List<BatchStatisticsLayer> layers = layers(network);
    for (int i = 0; i < layers.size(); i++) {
      float[] mean = mean().get(i);
      System.arraycopy(mean, 0, layers.get(i).moments().runningMean(), 0, mean.length);
      float[] variance = variance().get(i);
      System.arraycopy(variance, 0, layers.get(i).moments().runningVariance(), 0, variance.length);
    }
  }

  private static List<BatchStatisticsLayer> layers(Network network) {
    return network.layers().stream()
        .filter(BatchStatisticsLayer.class::isInstance)
        .map(BatchStatisticsLayer.class::cast)
        .toList();
  }

  private static String type(BatchStatisticsLayer layer) {
    return layer instanceof BatchNorm ? "BatchNorm" : "Dice";
  }

  private static String describe(String type, int width) {
    return type + " of width " + width;
  }

  /// A double holds a float exactly, and its text all of the double.
  private static void put(ArrayNode list, float[] values) {
    for (float value : values) {
      list.add((double) value);
    }
  }

  private static float[] floats(JsonNode list) {
    float[] values = new float[list.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Double.parseDouble(list.get(i).asString());
    }
    return values;
  }
}
