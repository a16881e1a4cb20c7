// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

/// [InteractionKernels] one element at a time: the specification of the others.
final class ScalarInteractionKernels implements InteractionKernels {
  @Override
  public void forward(
      int samples,
      int n,
      int d,
      float[] dense,
      int denseOffset,
      float[] embeddings,
      int embeddingsOffset,
      float[] out,
      int outOffset) {
    for (int sample = 0; sample < samples; sample++) {
      int r0 = denseOffset + sample * d;
      int r1 = embeddingsOffset + sample * n * d;
      int to = outOffset + sample * InteractionKernels.outputFloats(n, d);
      System.arraycopy(dense, r0, out, to, d);
      to += d;
      for (int i = 1; i <= n; i++) {
        int ri = r1 + (i - 1) * d;
        out[to++] = dot(d, embeddings, ri, dense, r0);
        for (int j = 1; j < i; j++) {
          out[to++] = dot(d, embeddings, ri, embeddings, r1 + (j - 1) * d);
        }
      }
      out[to] = 0;
    }
  }

  private static float dot(int d, float[] x, int xOffset, float[] y, int yOffset) {
    float sum = 0;
    for (int i = 0; i < d; i++) {
      sum = Math.fma(x[xOffset + i], y[yOffset + i], sum);
    }
    return sum;
  }

  @Override
  public void backward(
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
      int dEmbeddingsOffset) {
    for (int sample = 0; sample < samples; sample++) {
      int r0 = denseOffset + sample * d;
      int r1 = embeddingsOffset + sample * n * d;
      int g = dOutOffset + sample * InteractionKernels.outputFloats(n, d);
      for (int c = 0; c < d; c++) {
        int to = dDenseOffset + sample * d + c;
        float start = accumulateDense ? dDense[to] + dOut[g + c] : dOut[g + c];
        dDense[to] = chain(0, n, d, c, start, dense, r0, embeddings, r1, dOut, g + d);
        for (int i = 1; i <= n; i++) {
          to = dEmbeddingsOffset + (sample * n + i - 1) * d + c;
          start = accumulateEmbeddings ? dEmbeddings[to] : 0;
          dEmbeddings[to] = chain(i, n, d, c, start, dense, r0, embeddings, r1, dOut, g + d);
        }
      }
    }
  }

  /// Element `c` of the gradient of vector `i`.
  private static float chain(
      int i,
      int n,
      int d,
      int c,
      float start,
      float[] dense,
      int r0,
      float[] embeddings,
      int r1,
      float[] dOut,
      int pairs) {
    float sum = start;
    for (int j = 0; j <= n; j++) {
      int row = Math.max(i, j);
      float gradient = i == j ? 0 : dOut[pairs + row * (row - 1) / 2 + Math.min(i, j)];
      float value = j == 0 ? dense[r0 + c] : embeddings[r1 + (j - 1) * d + c];
      sum = Math.fma(gradient, value, sum);
    }
    return sum;
  }
}
