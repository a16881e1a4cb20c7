// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import dev.belady.kernel.GemmKernels;
import dev.belady.kernel.InteractionKernels;
import dev.belady.kernel.Kernels;
import dev.belady.kernel.PackedMatrix;
import dev.belady.kernel.ScalarDenseUpdateKernels;
import dev.belady.kernel.ScalarRowKernels;
import dev.belady.kernel.VectorOps;
import org.jspecify.annotations.Nullable;

/// Kernels as plain as they can be, so that tests of layers test layers. Products read the packed
/// operand element by element and `scratch` is filled with garbage, as a real kernel may.
final class NaiveKernels {
  private NaiveKernels() {}

  static Kernels create() {
    return new Kernels(
        "naive",
        new Gemm(),
        new Vector(),
        new Interaction(),
        new ScalarRowKernels(),
        new ScalarDenseUpdateKernels());
  }

  private static int index(PackedMatrix matrix, int row, int column) {
    int panel = matrix.cols() == 1 ? 1 : PackedMatrix.PANEL;
    return column / panel * matrix.rows() * panel + row * panel + column % panel;
  }

  private static float at(PackedMatrix matrix, int row, int column) {
    return matrix.panels()[index(matrix, row, column)];
  }

  private static void set(PackedMatrix matrix, int row, int column, float value) {
    matrix.panels()[index(matrix, row, column)] = value;
  }

  private static final class Gemm implements GemmKernels {
    @Override
    public void pack(float[] b, int bOffset, int ldb, PackedMatrix into) {
      for (int i = 0; i < into.rows(); i++) {
        for (int j = 0; j < into.cols(); j++) {
          set(into, i, j, b[bOffset + i * ldb + j]);
        }
      }
    }

    @Override
    public void packTransposed(float[] b, int bOffset, int ldb, PackedMatrix into) {
      for (int i = 0; i < into.rows(); i++) {
        for (int j = 0; j < into.cols(); j++) {
          set(into, i, j, b[bOffset + j * ldb + i]);
        }
      }
    }

    @Override
    public void forward(
        int m,
        float[] x,
        int xOffset,
        int ldx,
        PackedMatrix w,
        float @Nullable [] bias,
        int biasOffset,
        boolean relu,
        float[] y,
        int yOffset,
        int ldy) {
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < w.cols(); j++) {
          float sum = 0;
          for (int k = 0; k < w.rows(); k++) {
            sum = Math.fma(x[xOffset + i * ldx + k], at(w, k, j), sum);
          }
          sum += bias == null ? 0 : bias[biasOffset + j];
          y[yOffset + i * ldy + j] = relu ? Math.max(0, sum) : sum;
        }
      }
    }

    @Override
    public void inputGradient(
        int m,
        float[] dy,
        int dyOffset,
        int lddy,
        PackedMatrix wTransposed,
        boolean accumulate,
        float[] dx,
        int dxOffset,
        int lddx) {
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < wTransposed.cols(); j++) {
          int target = dxOffset + i * lddx + j;
          float sum = accumulate ? dx[target] : 0;
          for (int k = 0; k < wTransposed.rows(); k++) {
            sum = Math.fma(dy[dyOffset + i * lddy + k], at(wTransposed, k, j), sum);
          }
          dx[target] = sum;
        }
      }
    }

    @Override
    public void weightGradient(
        int m,
        int k,
        int n,
        float[] x,
        int xOffset,
        int ldx,
        float[] dy,
        int dyOffset,
        int lddy,
        boolean accumulate,
        float[] dw,
        int dwOffset,
        float[] scratch) {
      scratch[scratchFloats(m, n) - 1] = Float.NaN;
      for (int i = 0; i < k; i++) {
        for (int j = 0; j < n; j++) {
          float sum = accumulate ? dw[dwOffset + i * n + j] : 0;
          for (int row = 0; row < m; row++) {
            sum = Math.fma(x[xOffset + row * ldx + i], dy[dyOffset + row * lddy + j], sum);
          }
          dw[dwOffset + i * n + j] = sum;
        }
      }
    }

    @Override
    public int scratchFloats(int m, int n) {
      return m * n;
    }

    @Override
    public void biasGradient(
        int m, int n, float[] dy, int dyOffset, int lddy, float[] db, int dbOffset) {
      for (int row = 0; row < m; row++) {
        for (int j = 0; j < n; j++) {
          db[dbOffset + j] += dy[dyOffset + row * lddy + j];
        }
      }
    }
  }

  private static final class Vector implements VectorOps {
    private static float store(boolean accumulate, float old, float value) {
      return accumulate ? old + value : value;
    }

    @Override
    public void relu(int n, float[] x, int xOffset, float[] y, int yOffset) {
      for (int i = 0; i < n; i++) {
        y[yOffset + i] = Math.max(0, x[xOffset + i]);
      }
    }

    @Override
    public void reluGradient(
        int n,
        float[] y,
        int yOffset,
        float[] dy,
        int dyOffset,
        boolean accumulate,
        float[] dx,
        int dxOffset) {
      for (int i = 0; i < n; i++) {
        float gradient = y[yOffset + i] > 0 ? dy[dyOffset + i] : 0;
        dx[dxOffset + i] = store(accumulate, dx[dxOffset + i], gradient);
      }
    }

    @Override
    public void copy(int n, float[] x, int xOffset, boolean accumulate, float[] y, int yOffset) {
      for (int i = 0; i < n; i++) {
        y[yOffset + i] = store(accumulate, y[yOffset + i], x[xOffset + i]);
      }
    }

    @Override
    public void axpy(int n, float a, float[] x, int xOffset, float[] y, int yOffset) {
      for (int i = 0; i < n; i++) {
        y[yOffset + i] = Math.fma(a, x[xOffset + i], y[yOffset + i]);
      }
    }

    @Override
    public void multiply(
        int n,
        float[] x,
        int xOffset,
        float[] y,
        int yOffset,
        boolean accumulate,
        float[] z,
        int zOffset) {
      for (int i = 0; i < n; i++) {
        float product = x[xOffset + i] * y[yOffset + i];
        z[zOffset + i] = store(accumulate, z[zOffset + i], product);
      }
    }

    @Override
    public float dot(int n, float[] x, int xOffset, float[] y, int yOffset) {
      float sum = 0;
      for (int i = 0; i < n; i++) {
        sum = Math.fma(x[xOffset + i], y[yOffset + i], sum);
      }
      return sum;
    }

    @Override
    public float sum(int n, float[] x, int xOffset) {
      float sum = 0;
      for (int i = 0; i < n; i++) {
        sum += x[xOffset + i];
      }
      return sum;
    }
  }

  private static final class Interaction implements InteractionKernels {
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
      int width = d + n * (n + 1) / 2 + 1;
      for (int sample = 0; sample < samples; sample++) {
        int target = outOffset + sample * width;
        System.arraycopy(dense, denseOffset + sample * d, out, target, d);
        target += d;
        for (int i = 1; i <= n; i++) {
          for (int j = 0; j < i; j++) {
            float[] other = j == 0 ? dense : embeddings;
            int b = j == 0 ? denseOffset + sample * d : embeddingsOffset + (sample * n + j - 1) * d;
            int a = embeddingsOffset + (sample * n + i - 1) * d;
            float sum = 0;
            for (int k = 0; k < d; k++) {
              sum = Math.fma(embeddings[a + k], other[b + k], sum);
            }
            out[target++] = sum;
          }
        }
        out[target] = 0;
      }
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
      int width = d + n * (n + 1) / 2 + 1;
      for (int sample = 0; sample < samples; sample++) {
        int source = dOutOffset + sample * width;
        for (int k = 0; k < d; k++) {
          int target = dDenseOffset + sample * d + k;
          dDense[target] = dOut[source + k] + (accumulateDense ? dDense[target] : 0);
        }
        source += d;
        for (int k = 0; k < n * d && !accumulateEmbeddings; k++) {
          dEmbeddings[dEmbeddingsOffset + sample * n * d + k] = 0;
        }
        for (int i = 1; i <= n; i++) {
          for (int j = 0; j < i; j++) {
            float g = dOut[source++];
            int row = (sample * n + i - 1) * d;
            int other = (sample * n + j - 1) * d;
            for (int k = 0; k < d; k++) {
              float a = embeddings[embeddingsOffset + row + k];
              if (j == 0) {
                dEmbeddings[dEmbeddingsOffset + row + k] += g * dense[denseOffset + sample * d + k];
                dDense[dDenseOffset + sample * d + k] += g * a;
              } else {
                dEmbeddings[dEmbeddingsOffset + row + k] +=
                    g * embeddings[embeddingsOffset + other + k];
                dEmbeddings[dEmbeddingsOffset + other + k] += g * a;
              }
            }
          }
        }
      }
    }
  }
}
