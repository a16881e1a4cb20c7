// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

import static dev.belady.kernel.FloatLanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/// The gradients of the bags of a batch, to be summed row by row.
///
/// @param dim the width of a row
/// @param mean whether a bag's gradient is shared out among its keys
/// @param dBags `bags x dim`
record BagGradients(RowOccurrences occurrences, int dim, boolean mean, float[] dBags) {
  /// Elements d to d + LENGTH - 1 of the gradient of distinct row `i`.
  FloatVector sum(int i, int d) {
    int[] bags = occurrences.occurrenceBags;
    int o = occurrences.occurrenceOffsets[i];
    int end = occurrences.occurrenceOffsets[i + 1];
    FloatVector sum = FloatVector.fromArray(SPECIES, dBags, bags[o] * dim + d).mul(share(bags[o]));
    for (o++; o < end; o++) {
      int bag = bags[o];
      sum =
          FloatVector.fromArray(SPECIES, dBags, bag * dim + d)
              .fma(FloatVector.broadcast(SPECIES, share(bag)), sum);
    }
    return sum;
  }

  /// As [#sum(int, int)], for the elements of the mask.
  FloatVector sum(int i, int d, VectorMask<Float> mask) {
    int[] bags = occurrences.occurrenceBags;
    int o = occurrences.occurrenceOffsets[i];
    int end = occurrences.occurrenceOffsets[i + 1];
    FloatVector sum =
        FloatVector.fromArray(SPECIES, dBags, bags[o] * dim + d, mask).mul(share(bags[o]));
    for (o++; o < end; o++) {
      int bag = bags[o];
      sum =
          FloatVector.fromArray(SPECIES, dBags, bag * dim + d, mask)
              .fma(FloatVector.broadcast(SPECIES, share(bag)), sum);
    }
    return sum;
  }

  /// The share of one key in the gradient of its bag; multiplying by 1 changes no bits.
  private float share(int bag) {
    return mean ? 1f / (occurrences.bagOffsets[bag + 1] - occurrences.bagOffsets[bag]) : 1f;
  }
}
