// SPDX-License-Identifier: Apache-2.0
package dev.belady.config;

import dev.belady.data.KeyType;
import java.util.List;

/// The `solver` object: how long to train, with which batches, and what to do on the way.
///
/// @param length the end of the run
/// @param batchSize samples of one training batch over the whole machine
/// @param display iterations between two progress lines; 0 for none
/// @param evaluation when and how to evaluate
/// @param snapshot when and where to save the model
/// @param start the files that the parameters come from; empty names mean random values
/// @param keyType the width of keys in the data files
/// @param seed the seed of all random numbers. HugeCTR draws a seed when it is 0; here 0 is a seed
///   like any other, so that two runs of one file are equal
/// @param gpus the device numbers of each node, as the file lists them; only their count says
///   anything here, and only as the unit of `max_vocabulary_size_per_gpu`
public record SolverSpec(
    RunLength length,
    int batchSize,
    int display,
    EvaluationSpec evaluation,
    SnapshotSpec snapshot,
    ModelFiles start,
    KeyType keyType,
    long seed,
    List<List<Integer>> gpus) {
  /// Copies the lists and checks the ranges.
  public SolverSpec {
    gpus = gpus.stream().map(List::copyOf).toList();
    Require.positive("batchsize", batchSize);
    Require.notNegative("display", display);
  }

  /// The number of devices over all nodes, at least 1.
  public int gpuCount() {
    return Math.max(1, gpus.stream().mapToInt(List::size).sum());
  }

  /// When a run ends.
  public sealed interface RunLength {
    /// After a number of batches; the data set is repeated as often as needed.
    ///
    /// @param count batches
    record Iterations(long count) implements RunLength {
      /// Checks the range.
      public Iterations {
        Require.positive("max_iter", count);
      }
    }

    /// After the data set was read a number of times.
    ///
    /// @param count passes over the data set
    record Epochs(int count) implements RunLength {
      /// Checks the range.
      public Epochs {
        Require.positive("num_epochs", count);
      }
    }
  }

  /// When the model is saved.
  ///
  /// @param interval iterations between two snapshots; 0 for none on the way
  /// @param prefix the beginning of the files' names, with their folder
  public record SnapshotSpec(long interval, String prefix) {
    /// Checks the range.
    public SnapshotSpec {
      Require.notNegative("snapshot", interval);
    }
  }

  /// Saved parameters to start from.
  ///
  /// @param dense the dense model file, or empty
  /// @param sparse the sparse model of each embedding in their order; empty names and missing ones
  ///   mean random values
  /// @param denseOptimizer the state of the dense optimizer, or empty
  /// @param sparseOptimizer the optimizer state of each embedding, as `sparse`
  public record ModelFiles(
      String dense, List<String> sparse, String denseOptimizer, List<String> sparseOptimizer) {
    /// No files: everything starts from random values.
    public static final ModelFiles NONE = new ModelFiles("", List.of(), "", List.of());

    /// Copies the lists.
    public ModelFiles {
      sparse = List.copyOf(sparse);
      sparseOptimizer = List.copyOf(sparseOptimizer);
    }
  }
}
