// SPDX-License-Identifier: Apache-2.0
package dev.belady.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belady.config.ConfigFile;
import dev.belady.config.ConfigOverrides;
import dev.belady.config.ModelConfig;
import dev.belady.popularity.CountedTable;
import dev.belady.popularity.CountedTable.Field;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CountedTablesTest {
  private static final String JSON =
      """
      {
        "solver": {"max_iter": 10, "batchsize": 8, "snapshot": 0, "eval_interval": 0},
        "optimizer": {"type": "Adam", "update_type": "Local",
          "adam_hparam": {"learning_rate": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-7}},
        "layers": [
          {"name": "data", "type": "Data", "format": "Synthetic", "source": "", "check": "None",
           "label": {"top": "label", "label_dim": 1}, "dense": {"top": "dense", "dense_dim": 1},
           "sparse": [
             {"top": "wide", "type": "DistributedSlot", "max_feature_num_per_sample": 2, "slot_num": 2},
             {"top": "deep", "type": "DistributedSlot", "max_feature_num_per_sample": 1, "slot_num": 1}],
           "slot_size_array": [30, 40, 50], "num_samples": 100},
          {"name": "second", "type": "DistributedSlotSparseEmbeddingHash", "bottom": "deep",
           "top": "vectors", "sparse_embedding_hparam":
             {"max_vocabulary_size_per_gpu": 50, "embedding_vec_size": 4, "combiner": 0}},
          {"name": "first", "type": "DistributedSlotSparseEmbeddingHash", "bottom": "wide",
           "top": "numbers", "sparse_embedding_hparam":
             {"max_vocabulary_size_per_gpu": 70, "embedding_vec_size": 1, "combiner": 0,
              "optimizer": {"type": "SGD", "update_type": "Local", "sgd_hparam": {"learning_rate": 0.1}}}},
          {"name": "flat1", "type": "Reshape", "bottom": "vectors", "top": "flat1", "leading_dim": 4},
          {"name": "flat2", "type": "Reshape", "bottom": "numbers", "top": "flat2", "leading_dim": 2},
          {"name": "all", "type": "Concat", "bottom": ["flat1", "flat2", "dense"], "top": "all"},
          {"name": "fc", "type": "InnerProduct", "bottom": "all", "top": "fc",
           "fc_param": {"num_output": 1}},
          {"name": "loss", "type": "BinaryCrossEntropyLoss", "bottom": ["fc", "label"], "top": "loss"}
        ]
      }
      """;

  @Test
  void tablesStandInTheOrderOfTheModelWithTheKeysOfTheData() {
    ModelConfig config = ConfigFile.parse(JSON, "two.json", ConfigOverrides.none());
    List<CountedTable> tables = CountedTables.of(config);
    // Adam keeps two floats beside each weight.
    assertThat(tables)
        .containsExactly(
            new CountedTable("second", 1, 3 * 4 * 4, List.of(new Field("deep", 70, 50))),
            new CountedTable(
                "first",
                0,
                tables.get(1).recordBytes(),
                List.of(new Field("wide[0]", 0, 30), new Field("wide[1]", 30, 40))));
    assertThat(tables.get(1).recordBytes()).isIn(4, 12);
  }

  @Test
  void sizesThatNobodyNamesAreNotKnown() {
    ModelConfig config =
        ConfigFile.parse(
            JSON,
            "two.json",
            ConfigOverrides.of(
                List.of("data.slot_size_array=null", "data.format=Norm", "data.source=x")));
    assertThat(CountedTables.of(config).getFirst().fields())
        .containsExactly(new Field("deep", 0, 0));
  }
}
