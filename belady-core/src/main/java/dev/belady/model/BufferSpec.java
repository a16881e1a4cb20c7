// SPDX-License-Identifier: Apache-2.0
package dev.belady.model;

/// One buffer of values, and perhaps one of gradients, that tensors of the network share.
///
/// @param sampleFloats the floats of one sample
/// @param batchWide whether the buffer spans the batch (inputs, embeddings, predictions), else one
///   shard
/// @param hasGradient whether some layer below needs the gradient
record BufferSpec(int sampleFloats, boolean batchWide, boolean hasGradient) {}
