// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// Vectors of 16 floats.
final class Lanes16 extends Lanes {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_512;
  private static final VectorShuffle<Float> SWAP_8 =
      VectorShuffle.fromOp(SPECIES, lane -> lane ^ 8);
  private static final VectorShuffle<Float> SWAP_4 =
      VectorShuffle.fromOp(SPECIES, lane -> lane ^ 4);
  private static final VectorShuffle<Float> SWAP_2 =
      VectorShuffle.fromOp(SPECIES, lane -> lane ^ 2);
  private static final VectorShuffle<Float> SWAP_1 =
      VectorShuffle.fromOp(SPECIES, lane -> lane ^ 1);

  private Lanes16() {}

  static Lanes create() {
    return new Lanes16();
  }

  @Override
  VectorSpecies<Float> species() {
    return SPECIES;
  }

  @Override
  VectorShuffle<Float> swap8() {
    return SWAP_8;
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
