// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

/// A layer at the end of the graph whose inputs are a prediction and a label.
///
/// `forward` writes the predicted probabilities (what metrics and users read) to the output tensor
/// and the sum of the shard's sample losses to [Workspace#addLossSum(double)]. `backward` writes
/// the gradient of the mean loss over the whole batch, hence divides by [Workspace#batchSamples()].
public interface Loss extends Layer {}
