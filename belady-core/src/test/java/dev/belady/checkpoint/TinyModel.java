// SPDX-License-Identifier: Apache-2.0
package dev.belady.checkpoint;

import dev.belady.config.ConfigFile;
import dev.belady.config.ConfigOverrides;
import dev.belady.config.ModelConfig;
import dev.belady.embedding.EmbeddingTable;
import dev.belady.model.Model;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// A model of 7 dense parameters and one table of 2 weights a row, with values set by hand.
final class TinyModel {
  private static final String JSON =
      """
      {"solver":{"lr_policy":"fixed","display":0,"max_iter":3,"gpu":[0],"batchsize":2,"snapshot":0,
        "snapshot_prefix":"","input_key_type":"I64"},
       "optimizer":{"type":"SGD","sgd_hparam":{"learning_rate":0.5}},
       "belady":{"threads":1,"reader_threads":1},
       "layers":[{"type":"Data","format":"Synthetic","source":"","check":"None","num_samples":8,
         "label":{"top":"y","label_dim":1},"dense":{"top":"d","dense_dim":1},
         "sparse":[{"top":"k","type":"DistributedSlot","max_feature_num_per_sample":2,"slot_num":2}],
         "slot_size_array":[9,9]},
        {"name":"emb","type":"DistributedSlotSparseEmbeddingHash","bottom":"k","top":"e",
         "sparse_embedding_hparam":{"max_vocabulary_size_per_gpu":9,"embedding_vec_size":2,"combiner":0}},
        {"name":"r","type":"Reshape","bottom":"e","top":"f","leading_dim":4},
        {"name":"fc","type":"InnerProduct","bottom":"f","top":"p","fc_param":{"num_output":1}},
        {"name":"bn","type":"BatchNorm","bottom":"p","top":"n","bn_param":{"factor":0.5,"eps":0.001}},
        {"name":"loss","type":"BinaryCrossEntropyLoss","bottom":["n","y"],"top":"l"}]}
      """;

  /// Adam with states and the step of the last use in every row.
  static final String LAZY_ADAM =
      "optimizer={\"type\":\"Adam\",\"update_type\":\"LazyGlobal\",\"adam_hparam\":"
          + "{\"learning_rate\":0.1,\"beta1\":0.9,\"beta2\":0.99,\"epsilon\":1e-5}}";

  private TinyModel() {}

  /// The configuration after changes, each `path=value`.
  static ModelConfig config(String... settings) {
    return ConfigFile.parse(JSON, "tiny.json", ConfigOverrides.of(Arrays.asList(settings)));
  }

  /// Sets every value: dense parameters `1 + x`, `2 + x`, ...; rows of keys 7 and 2^32 - 2 in slots
  /// 0 and 1.
  static void fill(Model model, float x) {
    for (int i = 0; i < model.parameters().length; i++) {
      model.parameters()[i] = i + 1 + x;
    }
    for (float[] state : model.denseUpdate().states()) {
      Arrays.fill(state, x);
    }
    EmbeddingTable table = model.tables().getFirst();
    table.clear();
    table.put(7, 0, new float[] {1 + x, -2.5f}, 0);
    table.put(0xFFFFFFFEL, 1, new float[] {x, 0.1f}, 0);
    model.setTrainedRows(0, 2);
    table.put(8, 1, new float[] {9, 9}, 0);
    model.setStep(5);
  }

  /// A prefix of files in a folder.
  static String prefix(Path folder) {
    return folder.resolve("m").toString();
  }

  /// The keys of the rows in use.
  static List<Long> keys(EmbeddingTable table) {
    return IntStream.range(0, table.rows()).mapToObj(table::key).toList();
  }
}
