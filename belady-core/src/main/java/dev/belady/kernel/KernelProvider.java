// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

public final class KernelProvider {
  private KernelProvider() {}

  public static Kernels select() {
    return new Kernels(
        "vector",
        new VectorGemmKernels(Lanes.preferred()),
        new VectorVectorOps(Lanes.preferred()),
        new VectorInteractionKernels(Lanes.preferred()),
        new VectorRowKernels(),
        new VectorDenseUpdateKernels());
  }
}
