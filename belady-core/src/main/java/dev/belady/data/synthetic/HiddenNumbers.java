// SPDX-License-Identifier: Apache-2.0
package dev.belady.data.synthetic;

/// Cheap pseudo-random numbers of a key: what the planted model knows about it.
///
/// Millions of keys a second need them, so they come from one 64-bit mix (the finalizer of
/// SplitMix64) and not from the counter-based generator.
final class HiddenNumbers {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;
  private static final int PART_BITS = 16;
  private static final int PARTS = 4;
  private static final double PART_MEAN = ((1 << PART_BITS) - 1) / 2.0;

  /// The standard deviation of one part: a uniform number of 65,536 values.
  private static final double PART_DEVIATION =
      StrictMath.sqrt(((1L << (2 * PART_BITS)) - 1) / 12.0);

  private HiddenNumbers() {}

  /// 64 bits that depend on both numbers.
  static long mix(long seed, long number) {
    long mixed = seed + (number + 1) * GOLDEN;
    mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
    return mixed ^ mixed >>> 31;
  }

  /// A nearly normal number with mean 0 and deviation 1: the sum of four uniform ones.
  static double normal(long bits) {
    double sum = 0;
    for (int part = 0; part < PARTS; part++) {
      sum += uniform(bits, part);
    }
    return sum / 2;
  }

  /// Number `part`, 0 to 3, of four uniform numbers with mean 0 and deviation 1.
  static double uniform(long bits, int part) {
    return (((bits >>> (PART_BITS * part)) & 0xFFFF) - PART_MEAN) / PART_DEVIATION;
  }
}
