// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

/// The pairwise dot products of DLRM, for `samples` samples of one dense vector and `n` embedding
/// vectors of `d` floats.
///
/// Per sample, with r0 = the dense vector and r1..rn = the embedding vectors, the output holds the
/// d values of r0, then `ri . rj` for i > j in row order at position `d + i(i-1)/2 + j`, then one
/// element that is always 0: `d + n(n+1)/2 + 1` floats.
///
/// Each dot product is one chain of fused multiply-adds in ascending order of the element, starting
/// from 0. With G the matrix of the gradients of `ri . rj`, at (i, j) for i > j and 0 elsewhere,
/// and R the vectors as rows, the gradient of R is `(G + G^T) R`: every element is one chain in
/// ascending order of the inner index 0..n, the zero on the diagonal included. It starts from the
/// old value or 0; that of the dense vector from the gradient of its copy, to which the old value
/// is added first.
///
/// Implementations may be called by any number of threads at once. Inputs and outputs must not
/// overlap.
///
/// Source: HugeCTR's Interaction layer; M. Naumov et al.: Deep Learning Recommendation Model for
/// Personalization and Recommendation Systems, 2019.
public interface InteractionKernels {
  /// The floats of a sample of the output for `n` embedding vectors of `d` floats.
  static int outputFloats(int n, int d) {
    return d + n * (n + 1) / 2 + 1;
  }

  /// Overwrites `out`, `samples x (d + n(n+1)/2 + 1)`.
  ///
  /// @param dense `samples x d`
  /// @param embeddings `samples x n x d`
  void forward(
      int samples,
      int n,
      int d,
      float[] dense,
      int denseOffset,
      float[] embeddings,
      int embeddingsOffset,
      float[] out,
      int outOffset);

  /// Gradients of both inputs from `dOut`, shaped as the output.
  ///
  /// @param accumulateDense whether `dDense` is added to, else overwritten
  /// @param accumulateEmbeddings whether `dEmbeddings` is added to, else overwritten
  void backward(
      int samples,
      int n,
      int d,
      float[] dense,
      int denseOffset,
      float[] embeddings,
      int embeddingsOffset,
      float[] dOut,
      int dOutOffset,
      boolean accumulateDense,
      float[] dDense,
      int dDenseOffset,
      boolean accumulateEmbeddings,
      float[] dEmbeddings,
      int dEmbeddingsOffset);
}
