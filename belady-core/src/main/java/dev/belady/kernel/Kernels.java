// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

/// The operators of one provider.
///
/// @param provider the name of the provider and why it was chosen, for the log
/// @param gemm products of fully connected layers
/// @param vector elementwise operators and reductions
/// @param interaction pairwise dot products
/// @param rows operators on embedding rows
/// @param dense the update of dense parameters
public record Kernels(
    String provider,
    GemmKernels gemm,
    VectorOps vector,
    InteractionKernels interaction,
    RowKernels rows,
    DenseUpdateKernels dense) {}
