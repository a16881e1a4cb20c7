// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// The vector width of all kernels, fixed when this class is loaded: the widest of the machine, 128
/// to 512 bits, or that of the system property [KernelProvider#WIDTH_PROPERTY].
///
/// It must be a constant: C2 turns vector operations into instructions only for a species it knows.
final class FloatLanes {
  /// The width.
  static final VectorSpecies<Float> SPECIES = species(KernelProvider.wishedBits());

  /// Floats in a vector.
  static final int LENGTH = SPECIES.length();

  /// How rows lie in memory.
  static final ByteOrder ORDER = ByteOrder.nativeOrder();

  private FloatLanes() {}

  /// The mask of the elements behind the last full vector of `n` elements.
  static VectorMask<Float> tail(int n) {
    return SPECIES.indexInRange(SPECIES.loopBound(n), n);
  }

  private static VectorSpecies<Float> species(int wishedBits) {
    int preferred = Math.clamp(FloatVector.SPECIES_PREFERRED.vectorBitSize(), 128, 512);
    return VectorSpecies.of(
        float.class, VectorShape.forBitSize(wishedBits == 0 ? preferred : wishedBits));
  }
}
