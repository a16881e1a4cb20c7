// SPDX-License-Identifier: Apache-2.0
package dev.belady.random;

/// A counter-based generator: the value at a position depends on the seed, the stream and the
/// position alone, never on what was drawn before it.
///
/// The generator is Philox4x32 with 10 rounds: the key is the 64-bit seed, the 128-bit counter is
/// (stream, position). A row first touched late, or on another thread, therefore gets the same
/// first values as one created at the start.
///
/// 1. J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw: Parallel Random Numbers: As Easy as 1, 2,
///    3. SC 2011.
public final class CounterRandom {
  private static final int MULTIPLIER_0 = 0xD2511F53;
  private static final int MULTIPLIER_1 = 0xCD9E8D57;
  private static final int WEYL_0 = 0x9E3779B9;
  private static final int WEYL_1 = 0xBB67AE85;
  private static final int ROUNDS = 10;

  private final long seed;

  /// A generator for one seed; equal seeds give equal numbers.
  public CounterRandom(long seed) {
    this.seed = seed;
  }

  /// The seed of this generator.
  public long seed() {
    return seed;
  }

  /// 64 random bits at `(stream, position)`.
  public long bits(long stream, long position) {
    int c0 = (int) position;
    int c1 = (int) (position >>> 32);
    int c2 = (int) stream;
    int c3 = (int) (stream >>> 32);
    int k0 = (int) seed;
    int k1 = (int) (seed >>> 32);
    for (int round = 0; round < ROUNDS; round++) {
      long product0 = (MULTIPLIER_0 & 0xFFFFFFFFL) * (c0 & 0xFFFFFFFFL);
      long product1 = (MULTIPLIER_1 & 0xFFFFFFFFL) * (c2 & 0xFFFFFFFFL);
      int next0 = (int) (product1 >>> 32) ^ c1 ^ k0;
      int next2 = (int) (product0 >>> 32) ^ c3 ^ k1;
      c1 = (int) product1;
      c3 = (int) product0;
      c0 = next0;
      c2 = next2;
      k0 += WEYL_0;
      k1 += WEYL_1;
    }
    return (c1 & 0xFFFFFFFFL) << 32 | (c0 & 0xFFFFFFFFL);
  }

  /// A float in [0, 1) with 24 random bits.
  public float uniform(long stream, long position) {
    return (bits(stream, position) >>> 40) * 0x1p-24f;
  }

  /// A double in [0, 1) with 53 random bits.
  public double uniformDouble(long stream, long position) {
    return (bits(stream, position) >>> 11) * 0x1p-53;
  }

  /// A standard normal value (Box and Muller, cosine branch), from one draw of 64 bits.
  public double normal(long stream, long position) {
    long bits = bits(stream, position);
    double radius = ((bits >>> 32) + 1) * 0x1p-32;
    double angle = (bits & 0xFFFFFFFFL) * 0x1p-32;
    return StrictMath.sqrt(-2 * StrictMath.log(radius)) * StrictMath.cos(2 * Math.PI * angle);
  }

  /// A stream number for a purpose and an index, so that no two purposes share numbers.
  public static long stream(String purpose, long index) {
    long hash = 0xCBF29CE484222325L;
    for (int i = 0; i < purpose.length(); i++) {
      hash = (hash ^ purpose.charAt(i)) * 0x100000001B3L;
    }
    long mixed = hash + index * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
    return mixed ^ mixed >>> 31;
  }
}
