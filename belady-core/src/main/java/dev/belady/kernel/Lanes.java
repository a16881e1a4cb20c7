// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// The vector width of a set of kernels.
///
/// The compiler turns vector operations into instructions only where it knows the species as a
/// constant. It does here as long as one subclass is loaded, which holds outside of tests: then
/// [#species()] has one implementation, which is inlined. So nothing may mention a subclass in a
/// way that loads it in passing: each is made by a static method that returns the supertype.
abstract class Lanes {
  abstract VectorSpecies<Float> species();

  /// Exchanges lanes whose numbers differ by 8; only with more than 8 lanes.
  abstract VectorShuffle<Float> swap8();

  /// Exchanges lanes whose numbers differ by 4; only with more than 4 lanes.
  abstract VectorShuffle<Float> swap4();

  /// Exchanges lanes whose numbers differ by 2.
  abstract VectorShuffle<Float> swap2();

  /// Exchanges lanes whose numbers differ by 1.
  abstract VectorShuffle<Float> swap1();

  /// Vectors of `count` floats: 4, 8 or 16.
  static Lanes of(int count) {
    return switch (count) {
      case 4 -> Lanes4.create();
      case 8 -> Lanes8.create();
      case 16 -> Lanes16.create();
      default -> throw new IllegalArgumentException("lanes must be 4, 8 or 16: lanes=" + count);
    };
  }

  /// Vectors of the width of [FloatLanes].
  static Lanes preferred() {
    return of(FloatLanes.LENGTH);
  }
}
