// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class KernelProviderTest {
  @Test
  void thePropertyChooses() {
    Kernels scalar = KernelProvider.select("scalar", true);
    assertThat(scalar.provider()).startsWith("scalar, asked for by -Dbelady.kernels");
    assertThat(scalar.gemm()).isInstanceOf(ScalarGemmKernels.class);
    assertThat(scalar.rows()).isInstanceOf(ScalarRowKernels.class);

    Kernels vector = KernelProvider.select("vector", true);
    assertThat(vector.provider()).matches("vector, \\d+ lanes, asked for by -Dbelady.kernels");
    assertThat(vector.gemm()).isInstanceOf(VectorGemmKernels.class);
    assertThat(vector.rows()).isInstanceOf(VectorRowKernels.class);
  }

  @Test
  void otherValuesOfThePropertyAreErrors() {
    assertThatThrownBy(() -> KernelProvider.select("fast", true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("belady.kernels must be scalar, vector or bf16: belady.kernels=fast");
  }

  @Test
  void otherWidthsAreErrors() {
    String before = System.getProperty(KernelProvider.WIDTH_PROPERTY, "");
    System.setProperty(KernelProvider.WIDTH_PROPERTY, "77");
    try {
      assertThatThrownBy(KernelProvider::select)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("belady.vectorBits must be 128, 256 or 512: belady.vectorBits=77");
    } finally {
      System.setProperty(KernelProvider.WIDTH_PROPERTY, before);
    }
  }

  @Test
  void withoutTheModuleScalarsAreTheOnlyChoice() {
    assertThat(KernelProvider.select("", false).provider())
        .isEqualTo("scalar, the module jdk.incubator.vector is not there");
    assertThatThrownBy(() -> KernelProvider.select("vector", false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--add-modules jdk.incubator.vector");
  }

  @Test
  void theFasterOneOfTheSelfCheckIsChosen() {
    GemmSelfCheck slow = new GemmSelfCheck(0.25, 2);
    assertThat(slow.vectorIsFaster()).isFalse();
    assertThat(KernelProvider.choose(slow).provider())
        .isEqualTo("scalar, vectors reach 0.25 GFLOP/s in the self-check, scalars 2.00");

    GemmSelfCheck fast = new GemmSelfCheck(200, 2);
    assertThat(fast.vectorIsFaster()).isTrue();
    assertThat(KernelProvider.choose(fast).provider())
        .matches("vector, \\d+ lanes, 200 GFLOP/s in the self-check");
  }

  @Test
  void theSelfCheckTimesBoth() {
    GemmSelfCheck check = GemmSelfCheck.run(new ScalarGemmKernels(), new ScalarGemmKernels(), 0);
    assertThat(check.scalarSpeed()).isPositive();
    assertThat(check.vectorSpeed()).isPositive();
  }

  @Test
  void theSelfCheckWaitsOnABusyMachine() {
    assertThat(GemmSelfCheck.isOver(9, () -> 9, 10)).isFalse();
    assertThat(GemmSelfCheck.isOver(10, () -> 10, 10)).isTrue();
    assertThat(GemmSelfCheck.isOver(10, () -> 4, 10)).as("had no processor").isFalse();
    assertThat(GemmSelfCheck.isOver(50, () -> 4, 10)).as("but not for ever").isTrue();
  }

  @Test
  void aLibraryThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> OneDnnNative.load("libno-such-library.so"))
        .isInstanceOf(KernelException.class)
        .hasMessage(
            "belady.kernels=bf16 needs oneDNN, which the loader does not find or which lacks a library of its own:"
                + " belady.bf16Library=libno-such-library.so");
    assertThatThrownBy(() -> KernelProvider.select("bf16", false))
        .hasMessage(
            "belady.kernels=bf16 needs the module jdk.incubator.vector: start java with"
                + " --add-modules jdk.incubator.vector");
  }

  @Test
  void bf16ChangesOnlyTheProducts() {
    Kernels kernels = KernelProvider.bf16(new ScalarBf16Product());
    assertThat(kernels.provider()).startsWith("bf16 by ").contains("asked for by -Dbelady.kernels");
    assertThat(kernels.gemm()).isInstanceOf(Bf16GemmKernels.class);
    assertThat(kernels.vector()).isInstanceOf(VectorVectorOps.class);
    assertThat(kernels.rows()).isInstanceOf(VectorRowKernels.class);
  }
}
