// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

final class ScalarInteractionKernels implements InteractionKernels {
  @Override
  public void forward(
      int samples,
      int n,
      int d,
      float[] dense,
      int denseOffset,
      float[] e,
      int eo,
      float[] out,
      int outOffset) {
    int width = d + n * (n + 1) / 2 + 1;
    for (int s = 0; s < samples; s++) {
      int o = outOffset + s * width;
      System.arraycopy(dense, denseOffset + s * d, out, o, d);
      o += d;
      for (int i = 1; i <= n; i++) {
        for (int j = 0; j < i; j++) {
          float sum = 0;
          for (int k = 0; k < d; k++) {
            float b = j == 0 ? dense[denseOffset + s * d + k] : e[eo + (s * n + j - 1) * d + k];
            sum = Math.fma(e[eo + (s * n + i - 1) * d + k], b, sum);
          }
          out[o++] = sum;
        }
      }
      out[o] = 0;
    }
  }

  @Override
  public void backward(
      int samples,
      int n,
      int d,
      float[] dense,
      int denseOffset,
      float[] e,
      int eo,
      float[] dOut,
      int dOutOffset,
      boolean accDense,
      float[] dd,
      int ddo,
      boolean accE,
      float[] de,
      int deo) {
    int width = d + n * (n + 1) / 2 + 1;
    for (int s = 0; s < samples; s++) {
      int o = dOutOffset + s * width;
      for (int k = 0; k < d; k++) {
        dd[ddo + s * d + k] = (accDense ? dd[ddo + s * d + k] : 0) + dOut[o + k];
      }
      if (!accE) java.util.Arrays.fill(de, deo + s * n * d, deo + (s + 1) * n * d, 0f);
      o += d;
      for (int i = 1; i <= n; i++) {
        for (int j = 0; j < i; j++) {
          float g = dOut[o++];
          for (int k = 0; k < d; k++) {
            float a = e[eo + (s * n + i - 1) * d + k];
            float b = j == 0 ? dense[denseOffset + s * d + k] : e[eo + (s * n + j - 1) * d + k];
            de[deo + (s * n + i - 1) * d + k] += g * b;
            if (j == 0) dd[ddo + s * d + k] += g * a;
            else de[deo + (s * n + j - 1) * d + k] += g * a;
          }
        }
      }
    }
  }
}
