// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// The vector width of the kernels on rows and dense parameters, fixed when this class is loaded:
/// the widest of the machine, or that of the system property `belady.vectorBits` (128, 256 or 512).
///
/// It must be a constant: C2 turns vector operations into instructions only for a species it knows.
final class FloatLanes {
  /// The width.
  static final VectorSpecies<Float> SPECIES = species(Integer.getInteger("belady.vectorBits", 0));

  /// Floats in a vector.
  static final int LENGTH = SPECIES.length();

  /// How rows lie in memory.
  static final ByteOrder ORDER = ByteOrder.nativeOrder();

  private FloatLanes() {}

  /// The mask of the elements behind the last full vector of `n` elements.
  static VectorMask<Float> tail(int n) {
    return SPECIES.indexInRange(SPECIES.loopBound(n), n);
  }

  private static VectorSpecies<Float> species(int bits) {
    return bits == 0
        ? FloatVector.SPECIES_PREFERRED
        : VectorSpecies.of(float.class, VectorShape.forBitSize(bits));
  }
}
