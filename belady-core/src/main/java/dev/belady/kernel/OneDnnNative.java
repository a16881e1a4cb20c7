// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// [Bf16Product] by oneDNN, a library that the user has installed; nothing of Belady needs it.
///
/// Each call computes on its own thread alone: oneDNN's OpenMP is told so once for every thread
/// that calls. Arrays are passed where they are on the heap, which holds up the garbage collector
/// for the length of a product, less than a millisecond.
@SuppressWarnings("restricted")
final class OneDnnNative implements Bf16Product {
  private static final List<String> NAMES = List.of("libdnnl.so.3", "libdnnl.so.2");
  private static final String GEMM = "dnnl_gemm_bf16bf16f32";

  /// The bits of `dnnl_cpu_isa_avx512_core_bf16`, which all later sets of instructions include.
  private static final int AVX512_BF16 = 0xe7;

  /// `dnnl_version_t`: three ints, a pointer, and the kinds of threads.
  private static final long VERSION_BYTES = 32;

  private static final long CPU_RUNTIME = 24;
  private static final int SEQUENTIAL = 1;
  private static final int OPEN_MP = 2;

  private final String name;
  private final MethodHandle gemm;
  private final ThreadLocal<Boolean> alone;

  private OneDnnNative(String name, MethodHandle gemm, ThreadLocal<Boolean> alone) {
    this.name = name;
    this.gemm = gemm;
    this.alone = alone;
  }

  /// Loads the library.
  ///
  /// @param wish its name or path; empty for the names that it is usually installed under
  /// @throws KernelException if the library, one of its functions or the processor is not there
  static OneDnnNative load(String wish) {
    List<String> names = wish.isEmpty() ? NAMES : List.of(wish);
    SymbolLookup library = null;
    for (int i = 0; library == null && i < names.size(); i++) {
      library = open(names.get(i));
    }
    if (library == null) {
      throw missing(
          "oneDNN, which the loader does not find or which lacks a library of its own",
          KernelProvider.LIBRARY_PROPERTY + "=" + String.join(" or ", names));
    }
    String version = version(library, wish);
    int isa = processor(library, wish);
    if ((isa & AVX512_BF16) != AVX512_BF16) {
      throw missing(
          "a processor with AVX512-BF16",
          "dnnl_get_effective_cpu_isa=0x" + Integer.toHexString(isa));
    }
    // dnnl_status_t dnnl_gemm_bf16bf16f32(char transa, char transb, dnnl_dim_t M, dnnl_dim_t N,
    //     dnnl_dim_t K, float alpha, const bfloat16_t *A, dnnl_dim_t lda, const bfloat16_t *B,
    //     dnnl_dim_t ldb, float beta, float *C, dnnl_dim_t ldc)
    MethodHandle gemm =
        handle(
            library,
            GEMM,
            wish,
            FunctionDescriptor.of(
                JAVA_INT,
                JAVA_BYTE,
                JAVA_BYTE,
                JAVA_LONG,
                JAVA_LONG,
                JAVA_LONG,
                JAVA_FLOAT,
                ADDRESS,
                JAVA_LONG,
                ADDRESS,
                JAVA_LONG,
                JAVA_FLOAT,
                ADDRESS,
                JAVA_LONG),
            Linker.Option.critical(true));
    return new OneDnnNative("oneDNN " + version, gemm, threads(library, wish));
  }

  private static @Nullable SymbolLookup open(String name) {
    try {
      return SymbolLookup.libraryLookup(name, Arena.global());
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static String version(SymbolLookup library, String wish) {
    MemorySegment version = versionOf(library, wish);
    return version.get(JAVA_INT, 0)
        + "."
        + version.get(JAVA_INT, Integer.BYTES)
        + "."
        + version.get(JAVA_INT, 2L * Integer.BYTES);
  }

  private static MemorySegment versionOf(SymbolLookup library, String wish) {
    MethodHandle version = handle(library, "dnnl_version", wish, FunctionDescriptor.of(ADDRESS));
    try {
      // const dnnl_version_t *dnnl_version(void)
      return ((MemorySegment) version.invokeExact()).reinterpret(VERSION_BYTES);
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  private static int processor(SymbolLookup library, String wish) {
    MethodHandle isa =
        handle(library, "dnnl_get_effective_cpu_isa", wish, FunctionDescriptor.of(JAVA_INT));
    try {
      // dnnl_cpu_isa_t dnnl_get_effective_cpu_isa(void)
      return (int) isa.invokeExact();
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  /// What a thread asks for before its first product, so that the library starts no others.
  private static ThreadLocal<Boolean> threads(SymbolLookup library, String wish) {
    int runtime = versionOf(library, wish).get(JAVA_INT, CPU_RUNTIME);
    if (runtime == SEQUENTIAL) {
      return ThreadLocal.withInitial(() -> true);
    }
    if (runtime != OPEN_MP) {
      throw missing("a oneDNN that is sequential or uses OpenMP", "cpu_runtime=" + runtime);
    }
    MethodHandle one =
        handle(library, "omp_set_num_threads", wish, FunctionDescriptor.ofVoid(JAVA_INT));
    return ThreadLocal.withInitial(() -> {
      try {
        // void omp_set_num_threads(int num_threads), for the thread that calls
        one.invokeExact(1);
        return true;
      } catch (Throwable e) {
        throw failed(e);
      }
    });
  }

  private static MethodHandle handle(
      SymbolLookup library,
      String name,
      String wish,
      FunctionDescriptor type,
      Linker.Option... options) {
    Optional<MemorySegment> symbol = library.find(name);
    if (symbol.isEmpty()) {
      throw missing(
          "a oneDNN library with the function " + name,
          KernelProvider.LIBRARY_PROPERTY + "=" + wish);
    }
    return Linker.nativeLinker().downcallHandle(symbol.get(), type, options);
  }

  private static KernelException missing(String what, String found) {
    return new KernelException(KernelProvider.PROPERTY + "=bf16 needs " + what + ": " + found);
  }

  private static AssertionError failed(Throwable e) {
    return new AssertionError("a call of oneDNN does not throw", e);
  }

  @Override
  public void multiply(
      boolean transposeA,
      boolean transposeB,
      int m,
      int n,
      int k,
      short[] a,
      int lda,
      short[] b,
      int ldb,
      boolean accumulate,
      float[] c,
      int cOffset,
      int ldc) {
    int status;
    try {
      boolean ignored = alone.get();
      status =
          (int)
              gemm.invokeExact(
                  (byte) (transposeA ? 'T' : 'N'),
                  (byte) (transposeB ? 'T' : 'N'),
                  (long) m,
                  (long) n,
                  (long) k,
                  1f,
                  MemorySegment.ofArray(a),
                  (long) lda,
                  MemorySegment.ofArray(b),
                  (long) ldb,
                  accumulate ? 1f : 0f,
                  MemorySegment.ofArray(c).asSlice((long) cOffset * Float.BYTES),
                  (long) ldc);
    } catch (Throwable e) {
      throw failed(e);
    }
    if (status != 0) {
      throw new IllegalStateException(
          GEMM + " must return 0: status=" + status + ", m=" + m + ", n=" + n + ", k=" + k);
    }
  }

  /// Name and version.
  @Override
  public String toString() {
    return name;
  }
}
