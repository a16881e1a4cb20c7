// SPDX-License-Identifier: Apache-2.0
package dev.belady.bench;

import dev.belady.kernel.GemmKernels;
import dev.belady.kernel.KernelProvider;
import dev.belady.kernel.PackedMatrix;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// The three products of a fully connected layer and the packing of its weights, on one thread.
///
/// `gflop` is in units of 10^9 operations per second: GFLOP/s, or 10^9 elements for packing.
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // JMH calls @Setup first
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class GemmBenchmark {
  /// Which kernels.
  @Param({"scalar", "vector"}) // and bf16, where the library is
  public String provider = "";

  /// Inputs and outputs of the layer.
  @Param({
    "13-512",
    "512-256",
    "256-64",
    "64-16",
    "367-512",
    "256-1",
    "415-512",
    "512-512",
    "479-1024",
    "1024-1024",
    "429-1024",
    "416-200"
  })
  public String layer = "";

  /// The samples of a shard.
  @Param({"64", "128", "256"})
  public int m;

  private int k;
  private int n;
  private GemmKernels gemm;
  private float[] x;
  private float[] w;
  private float[] bias;
  private float[] y;
  private float[] dy;
  private float[] dx;
  private float[] dw;
  private float[] scratch;
  private PackedMatrix packed;
  private PackedMatrix packedTranspose;

  /// Operations done, as JMH counts them per second.
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Work {
    /// In 10^9.
    public double gflop;
  }

  /// Fills all arrays.
  @Setup
  public void fill() {
    System.setProperty(KernelProvider.PROPERTY, provider);
    gemm = KernelProvider.select().gemm();
    k = Integer.parseInt(layer.substring(0, layer.indexOf('-')));
    n = Integer.parseInt(layer.substring(layer.indexOf('-') + 1));
    SplittableRandom random = new SplittableRandom(1);
    x = random(random, m * k);
    w = random(random, k * n);
    bias = random(random, n);
    y = new float[m * n];
    dy = random(random, m * n);
    dx = new float[m * k];
    dw = new float[k * n];
    scratch = new float[gemm.scratchFloats(m, n)];
    packed = new PackedMatrix(k, n);
    packedTranspose = new PackedMatrix(n, k);
    gemm.pack(w, 0, n, packed);
    gemm.packTransposed(w, 0, n, packedTranspose);
  }

  static float[] random(SplittableRandom random, int n) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) random.nextDouble() - 0.5f;
    }
    return values;
  }

  /// `Y = max(0, X W + b)`.
  @Benchmark
  public float[] forward(Work work) {
    gemm.forward(m, x, 0, k, packed, bias, 0, true, y, 0, n);
    work.gflop += 2e-9 * m * n * k;
    return y;
  }

  /// `dX = dY W^T`.
  @Benchmark
  public float[] inputGradient(Work work) {
    gemm.inputGradient(m, dy, 0, n, packedTranspose, false, dx, 0, k);
    work.gflop += 2e-9 * m * n * k;
    return dx;
  }

  /// `dW += X^T dY`.
  @Benchmark
  public float[] weightGradient(Work work) {
    gemm.weightGradient(m, k, n, x, 0, k, dy, 0, n, true, dw, 0, scratch);
    work.gflop += 2e-9 * m * n * k;
    return dw;
  }

  /// The weights and their transpose, once per step for all shards.
  @Benchmark
  public PackedMatrix pack(Work work) {
    gemm.pack(w, 0, n, packed);
    gemm.packTransposed(w, 0, n, packedTranspose);
    work.gflop += 2e-9 * n * k;
    return packed;
  }
}
