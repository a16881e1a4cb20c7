// SPDX-License-Identifier: Apache-2.0
package dev.belady.data.synthetic;

/// A one-to-one map of the numbers 0 to `size - 1` onto themselves without visible order.
///
/// A Feistel network of four rounds permutes the numbers of an even number of bits; results outside
/// the range are mapped again until they fall inside, which keeps the map one-to-one.
final class Scramble {
  private static final int ROUNDS = 4;

  private final long size;
  private final long seed;
  private final int halfBits;

  Scramble(long size, long seed) {
    this.size = size;
    this.seed = seed;
    this.halfBits = Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(size - 1) + 1) / 2);
  }

  /// The image of `number`.
  long map(long number) {
    long mask = (1L << halfBits) - 1;
    long image = number;
    do {
      long left = image >>> halfBits;
      long right = image & mask;
      for (int round = 0; round < ROUNDS; round++) {
        long next = left ^ (HiddenNumbers.mix(seed + round, right) & mask);
        left = right;
        right = next;
      }
      image = left << halfBits | right;
    } while (image >= size);
    return image;
  }
}
