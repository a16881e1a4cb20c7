// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.config.ConfigFile;
import dev.belady.config.ConfigOverrides;
import dev.belady.config.ModelConfig;
import dev.belady.data.Batch;
import dev.belady.embedding.EmbeddingTable;
import dev.belady.model.Model;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A golden file made by PyTorch; see `belady-bench/golden/make_golden.py`.
final class GoldenModel {
  private final JsonNode root;
  private final ModelConfig config;

  GoldenModel(String name, List<String> overrides) {
    try (InputStream in = GoldenModel.class.getResourceAsStream("golden/" + name + ".json")) {
      root = JsonMapper.shared().readTree(Objects.requireNonNull(in, name));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    config = ConfigFile.parse(root.get("config").toString(), name, ConfigOverrides.of(overrides));
  }

  ModelConfig config() {
    return config;
  }

  int steps() {
    return root.get("batches").size();
  }

  /// All samples of all batches, in order.
  Batch samples() {
    int count = steps() * config.solver().batchSize();
    Batch all = new Batch(config.data().schema(), count);
    int at = 0;
    for (JsonNode batch : root.get("batches")) {
      copy(batch.get("dense"), all.dense(), at * all.schema().dense());
      copy(batch.get("label"), all.labels(), at);
      for (int input = 0; input < all.schema().sparse().size(); input++) {
        for (JsonNode sample : batch.get("keys").get(input)) {
          for (JsonNode bag : sample) {
            long[] keys = new long[bag.size()];
            for (int i = 0; i < keys.length; i++) {
              keys[i] = bag.get(i).asLong();
            }
            all.sparse(input).addBag(keys, 0, keys.length);
          }
        }
      }
      at += config.solver().batchSize();
    }
    all.setSize(count);
    return all;
  }

  /// Gives a new model the initial values.
  void initialize(Model model) {
    copy(root.get("initial").get("dense"), model.parameters(), 0);
    for (int i = 0; i < model.tables().size(); i++) {
      EmbeddingTable table = model.tables().get(i);
      float[] weights = floats(root.get("initial").get("tables").get(i));
      for (int key = 0; key < root.get("rows").asInt(); key++) {
        table.put(key, 0, weights, key * table.dim());
      }
      model.setTrainedRows(i, table.rows());
    }
  }

  float[] losses() {
    return floats(root.get("losses"));
  }

  float[] firstStep(String what) {
    return floats(root.get("first_step").get(what));
  }

  float[] firstStepTableGradient(int table) {
    return floats(root.get("first_step").get("table_gradients").get(table));
  }

  float[] finalDense() {
    return floats(root.get("final").get("dense"));
  }

  float[] finalTable(int table) {
    return floats(root.get("final").get("tables").get(table));
  }

  private static float[] floats(JsonNode array) {
    float[] values = new float[array.size()];
    copy(array, values, 0);
    return values;
  }

  private static void copy(JsonNode array, float[] into, int offset) {
    for (int i = 0; i < array.size(); i++) {
      into[offset + i] = (float) array.get(i).asDouble();
    }
  }
}
