// SPDX-License-Identifier: Apache-2.0
package dev.belady.bench;

import dev.belady.kernel.InteractionKernels;
import dev.belady.kernel.KernelProvider;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Nanoseconds per sample of the pairwise interaction of 27 vectors, on one thread.
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // JMH calls @Setup first
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class InteractionBenchmark {
  private static final int SAMPLES = 256;
  private static final int N = 26;

  /// Which kernels.
  @Param({"scalar", "vector"})
  public String provider = "";

  /// The width of a vector.
  @Param({"16", "64", "128"})
  public int d;

  private InteractionKernels kernels;
  private float[] dense;
  private float[] embeddings;
  private float[] out;
  private float[] dOut;
  private float[] dDense;
  private float[] dEmbeddings;

  /// Fills all arrays.
  @Setup
  public void fill() {
    System.setProperty(KernelProvider.PROPERTY, provider);
    kernels = KernelProvider.select().interaction();
    SplittableRandom random = new SplittableRandom(1);
    int outputs = InteractionKernels.outputFloats(N, d);
    dense = GemmBenchmark.random(random, SAMPLES * d);
    embeddings = GemmBenchmark.random(random, SAMPLES * N * d);
    out = new float[SAMPLES * outputs];
    dOut = GemmBenchmark.random(random, SAMPLES * outputs);
    dDense = new float[dense.length];
    dEmbeddings = new float[embeddings.length];
  }

  /// All dot products.
  @Benchmark
  @OperationsPerInvocation(SAMPLES)
  public float[] forward() {
    kernels.forward(SAMPLES, N, d, dense, 0, embeddings, 0, out, 0);
    return out;
  }

  /// The gradients of all vectors.
  @Benchmark
  @OperationsPerInvocation(SAMPLES)
  public float[] backward() {
    kernels.backward(
        SAMPLES, N, d, dense, 0, embeddings, 0, dOut, 0, false, dDense, 0, false, dEmbeddings, 0);
    return dEmbeddings;
  }
}
