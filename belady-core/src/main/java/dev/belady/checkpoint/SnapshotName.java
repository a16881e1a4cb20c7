// SPDX-License-Identifier: Apache-2.0
package dev.belady.checkpoint;

import java.nio.file.Path;

/// The names of the files of one snapshot, as HugeCTR forms them from a prefix and an iteration.
///
/// @param prefix the beginning of every name, with its folder; a prefix that ends in `/` is a
///   folder
/// @param iteration the batches trained before
public record SnapshotName(String prefix, long iteration) {
  static final String MANIFEST_ENDING = ".belady.json";
  static final String STATISTICS_ENDING = ".ntp.json";

  /// The dense parameters: floats in the order of the layers.
  public Path dense() {
    return Path.of(prefix + "_dense_" + iteration + ".model");
  }

  /// The running statistics of batch normalisation.
  public Path statistics() {
    return Path.of(prefix + "_dense_" + iteration + ".model" + STATISTICS_ENDING);
  }

  /// The rows of embedding layer `embedding`: a file (version 2.3) or a folder (version 3.1).
  public Path sparse(int embedding) {
    return Path.of(prefix + embedding + "_sparse_" + iteration + ".model");
  }

  /// The state of the dense optimizer.
  public Path denseOptimizer() {
    return Path.of(prefix + "_opt_dense_" + iteration + ".model");
  }

  /// The optimizer state of the rows of an embedding layer, in the order of its rows.
  public Path sparseOptimizer(int embedding) {
    return Path.of(prefix + embedding + "_opt_sparse_" + iteration + ".model");
  }

  /// The slots in which the keys of an embedding layer were first seen.
  public Path firstSlots(int embedding) {
    return Path.of(prefix + embedding + "_slots_" + iteration + ".belady");
  }

  /// The configuration of the run.
  public Path config() {
    return Path.of(prefix + "_" + iteration + ".config.json");
  }

  /// The list of the files with lengths and checksums, written last: a snapshot without it is not
  /// complete.
  public Path manifest() {
    return Path.of(prefix + "_" + iteration + MANIFEST_ENDING);
  }
}
