// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

/// A layer that needs sums over all samples of the batch before it can finish a pass (batch
/// normalisation): the trainer runs every shard up to here, adds the partial sums in the order of
/// the shards, and goes on.
public interface BatchStatisticsLayer extends Layer {
  /// The running statistics that evaluation uses; they belong to a checkpoint.
  ColumnMoments moments();

  /// The doubles that one shard contributes to a pass.
  int partialSize();

  /// Adds the shard's sums for the forward pass to `partial`.
  void forwardSums(Workspace workspace, double[] partial);

  /// Receives the sums of all `samples` samples before any `forward` of this batch; not called in
  /// evaluation. The running statistics move later, by [ColumnMoments#moveRunning()].
  void finishForwardSums(double[] sums, int samples);

  /// Adds the shard's sums for the backward pass to `partial`.
  void backwardSums(Workspace workspace, double[] partial);

  /// Receives the sums of all samples before any `backward` of this batch.
  void finishBackwardSums(double[] sums, int samples);
}
