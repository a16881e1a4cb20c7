// SPDX-License-Identifier: Apache-2.0
package dev.belady.config;

import java.util.List;

/// A small configuration for tests, changed with overrides.
final class SmallConfig {
  static final String JSON =
      """
      {
        "solver": {
          "lr_policy": "fixed", "display": 100, "max_iter": 1000, "gpu": [0], "batchsize": 64,
          "snapshot": 500, "snapshot_prefix": "out/", "eval_interval": 200, "eval_batches": 10
        },
        "optimizer": {
          "type": "Adam", "update_type": "Global",
          "adam_hparam": {"learning_rate": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-7}
        },
        "layers": [
          {
            "name": "data", "type": "Data", "source": "train.txt", "eval_source": "eval.txt",
            "check": "Sum",
            "label": {"top": "label", "label_dim": 1},
            "dense": {"top": "dense", "dense_dim": 13},
            "sparse": [
              {"top": "deep", "type": "DistributedSlot", "max_feature_num_per_sample": 30,
               "slot_num": 26}
            ]
          },
          {
            "name": "embedding", "type": "DistributedSlotSparseEmbeddingHash", "bottom": "deep",
            "top": "vectors",
            "sparse_embedding_hparam": {
              "max_vocabulary_size_per_gpu": 1000, "embedding_vec_size": 16, "combiner": 0
            }
          },
          {"name": "flat", "type": "Reshape", "bottom": "vectors", "top": "flat"},
          {"name": "all", "type": "Concat", "bottom": ["flat", "dense"], "top": "all"},
          {
            "name": "fc1", "type": "InnerProduct", "bottom": "all", "top": "fc1",
            "fc_param": {"num_output": 32}
          },
          {"name": "relu1", "type": "ReLU", "bottom": "fc1", "top": "relu1"},
          {
            "name": "fc2", "type": "InnerProduct", "bottom": "relu1", "top": "fc2",
            "fc_param": {"num_output": 1, "weight_init": "XavierUniform", "bias_init": "Zero"}
          },
          {
            "name": "loss", "type": "BinaryCrossEntropyLoss", "bottom": ["fc2", "label"],
            "top": "loss", "regularizer": "L2", "lambda": 0.0005
          }
        ]
      }
      """;

  private SmallConfig() {}

  /// The configuration after changes, each `path=value`.
  static ModelConfig with(String... settings) {
    return ConfigFile.parse(JSON, "train.json", ConfigOverrides.of(List.of(settings)));
  }
}
