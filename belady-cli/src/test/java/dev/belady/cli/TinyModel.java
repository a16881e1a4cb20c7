// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A configuration that trains in a moment.
final class TinyModel {
  private TinyModel() {}

  /// Writes it into a folder.
  ///
  /// @param maxIterations the length of the run
  static Path write(Path folder, long maxIterations) throws IOException {
    String json =
        """
        {
          // made-up data, a table and one layer
          "solver": {
            "max_iter": %d, "display": 10, "batchsize": 64, "batchsize_eval": 256,
            "eval_interval": 20, "eval_batches": 4, "eval_metrics": ["AUC", "LogLoss"],
            "snapshot": 0, "snapshot_prefix": "%s", "seed": 3, "input_key_type": "I64"
          },
          "optimizer": {"type": "SGD", "update_type": "Local", "sgd_hparam": {"learning_rate": 0.5}},
          "layers": [
            {
              "name": "data", "type": "Data", "format": "Synthetic", "source": "", "check": "None",
              "label": {"top": "label", "label_dim": 1},
              "dense": {"top": "dense", "dense_dim": 2},
              "sparse": [
                {"top": "keys", "type": "DistributedSlot", "max_feature_num_per_sample": 3,
                 "max_nnz": 1, "slot_num": 3}
              ],
              "slot_size_array": [50, 20, 10],
              "num_samples": 4000, "eval_num_samples": 1024,
              "options": {"seed": 7}
            },
            {
              "name": "table", "type": "DistributedSlotSparseEmbeddingHash",
              "bottom": "keys", "top": "rows",
              "sparse_embedding_hparam": {
                "max_vocabulary_size_per_gpu": 100, "embedding_vec_size": 4, "combiner": 0
              }
            },
            {"name": "flat", "type": "Reshape", "bottom": "rows", "top": "flat", "leading_dim": 12},
            {"name": "both", "type": "Concat", "bottom": ["dense", "flat"], "top": "both"},
            {
              "name": "fc", "type": "InnerProduct", "bottom": "both", "top": "logit",
              "fc_param": {"num_output": 1}
            },
            {"name": "loss", "type": "BinaryCrossEntropyLoss", "bottom": ["logit", "label"], "top": "loss"}
          ]
        }
        """
            .formatted(maxIterations, folder.resolve("model").toString().replace('\\', '/') + "/");
    Path file = folder.resolve("tiny.json");
    Files.writeString(file, json);
    return file;
  }
}
