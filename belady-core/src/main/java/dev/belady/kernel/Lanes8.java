// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// Vectors of 8 floats.
final class Lanes8 extends Lanes {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_256;
  private static final VectorShuffle<Float> SWAP_4 =
      VectorShuffle.fromOp(SPECIES, lane -> lane ^ 4);
  private static final VectorShuffle<Float> SWAP_2 =
      VectorShuffle.fromOp(SPECIES, lane -> lane ^ 2);
  private static final VectorShuffle<Float> SWAP_1 =
      VectorShuffle.fromOp(SPECIES, lane -> lane ^ 1);

  private Lanes8() {}

  static Lanes create() {
    return new Lanes8();
  }

  @Override
  VectorSpecies<Float> species() {
    return SPECIES;
  }

  @Override
  VectorShuffle<Float> swap8() {
    throw new UnsupportedOperationException();
  }

  @Override
  VectorShuffle<Float> swap4() {
    return SWAP_4;
  }

  @Override
  VectorShuffle<Float> swap2() {
    return SWAP_2;
  }

  @Override
  VectorShuffle<Float> swap1() {
    return SWAP_1;
  }
}
