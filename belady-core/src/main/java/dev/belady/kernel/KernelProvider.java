// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

import java.util.Locale;

/// Chooses between the scalar and the vector operators, once at start.
///
/// Vectors are taken if the module `jdk.incubator.vector` is there and a product of matrices is not
/// slower with them than without, after a short warm-up. That fails where the compiler cannot turn
/// vector operations into instructions: then each of them makes an object, and is a hundred times
/// slower than a scalar loop. Both are timed in turn, and the best of each counts, so that other
/// load on the machine slows both or neither. The choice changes speed only: both give the same
/// bits.
///
/// The system property `belady.kernels`, `scalar` or `vector`, makes the choice without a check;
/// `belady.vectorBits` sets the width of vectors: 128, 256 or 512 bits.
///
/// A third choice is made by name only, since it has other bits: `bf16` is the vector operators,
/// but large products round their operands to bf16 and are computed by oneDNN, `belady.bf16Library`
/// or what the loader finds.
public final class KernelProvider {
  /// The system property that makes the choice.
  public static final String PROPERTY = "belady.kernels";

  /// The system property with the name or path of the library for bf16.
  public static final String LIBRARY_PROPERTY = "belady.bf16Library";

  /// The system property that sets the width of vectors; read once.
  public static final String WIDTH_PROPERTY = "belady.vectorBits";

  private static final String MODULE = "jdk.incubator.vector";

  private KernelProvider() {}

  /// The operators to use on this machine; [Kernels#provider()] says which and why.
  ///
  /// @throws KernelException if a system property has none of its values
  public static Kernels select() {
    // A wrong width fails here, not while a class is loaded.
    int ignored = wishedBits();
    return select(
        System.getProperty(PROPERTY, ""), ModuleLayer.boot().findModule(MODULE).isPresent());
  }

  static Kernels select(String wish, boolean hasVectors) {
    return switch (wish) {
      case "scalar" -> scalar("asked for by -D" + PROPERTY);
      case "vector" -> {
        requireVectors(wish, hasVectors);
        yield vector("asked for by -D" + PROPERTY);
      }
      case "bf16" -> {
        requireVectors(wish, hasVectors);
        yield bf16(OneDnnNative.load(System.getProperty(LIBRARY_PROPERTY, "")));
      }
      case "" ->
          hasVectors
              ? choose(
                  GemmSelfCheck.run(
                      new ScalarGemmKernels(), vectorGemm(), GemmSelfCheck.LIMIT_NANOS))
              : scalar("the module " + MODULE + " is not there");
      default ->
          throw new KernelException(
              PROPERTY + " must be scalar, vector or bf16: " + PROPERTY + "=" + wish);
    };
  }

  private static void requireVectors(String wish, boolean hasVectors) {
    if (!hasVectors) {
      throw new KernelException(
          PROPERTY
              + "="
              + wish
              + " needs the module "
              + MODULE
              + ": start java with --add-modules "
              + MODULE);
    }
  }

  /// The width that the system property asks for, or 0.
  static int wishedBits() {
    String wish = System.getProperty(WIDTH_PROPERTY, "");
    return switch (wish) {
      case "" -> 0;
      case "128", "256", "512" -> Integer.parseInt(wish);
      default ->
          throw new KernelException(
              WIDTH_PROPERTY + " must be 128, 256 or 512: " + WIDTH_PROPERTY + "=" + wish);
    };
  }

  static Kernels choose(GemmSelfCheck check) {
    return check.vectorIsFaster()
        ? vector(String.format(Locale.ROOT, "%.0f GFLOP/s in the self-check", check.vectorSpeed()))
        : scalar(
            String.format(
                Locale.ROOT,
                "vectors reach %.2f GFLOP/s in the self-check, scalars %.2f",
                check.vectorSpeed(),
                check.scalarSpeed()));
  }

  private static GemmKernels vectorGemm() {
    return new VectorGemmKernels(Lanes.preferred());
  }

  private static Kernels scalar(String reason) {
    return new Kernels(
        "scalar, " + reason,
        new ScalarGemmKernels(),
        new ScalarVectorOps(),
        new ScalarInteractionKernels(),
        new ScalarRowKernels(),
        new ScalarDenseUpdateKernels());
  }

  /// The vector operators with large products by `product`, if it is right.
  ///
  /// @throws KernelException if it is not
  static Kernels bf16(Bf16Product product) {
    Bf16SelfCheck.require(product, product.toString());
    Kernels vector = vector("asked for by -D" + PROPERTY);
    return new Kernels(
        "bf16 by " + product + ", " + vector.provider(),
        new Bf16GemmKernels(vector.gemm(), vector.vector(), product),
        vector.vector(),
        vector.interaction(),
        vector.rows(),
        vector.dense());
  }

  private static Kernels vector(String reason) {
    Lanes lanes = Lanes.preferred();
    return new Kernels(
        "vector, " + lanes.species().length() + " lanes, " + reason,
        new VectorGemmKernels(lanes),
        new VectorVectorOps(lanes),
        new VectorInteractionKernels(lanes),
        new VectorRowKernels(),
        new VectorDenseUpdateKernels());
  }
}
