// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// The dot products of four vectors with four others: 16 sums of 16 lanes, merged into one vector.
///
/// Merging two sums adds the halves of each and puts them side by side: two blends, one shuffle and
/// one addition. Four levels of it make 16 dot products from 16 sums, at about five instructions
/// each; a dot product of its own would take nine.
final class DotTile4x4 {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_512;
  private static final int LENGTH = SPECIES.length();
  private static final VectorShuffle<Float> SWAP_8 =
      VectorShuffle.fromOp(SPECIES, lane -> lane ^ 8);
  private static final VectorShuffle<Float> SWAP_4 =
      VectorShuffle.fromOp(SPECIES, lane -> lane ^ 4);
  private static final VectorShuffle<Float> SWAP_2 =
      VectorShuffle.fromOp(SPECIES, lane -> lane ^ 2);
  private static final VectorShuffle<Float> SWAP_1 =
      VectorShuffle.fromOp(SPECIES, lane -> lane ^ 1);
  private static final VectorMask<Float> HIGH_8 = VectorMask.fromLong(SPECIES, 0xFF00);
  private static final VectorMask<Float> HIGH_4 = VectorMask.fromLong(SPECIES, 0xF0F0);
  private static final VectorMask<Float> HIGH_2 = VectorMask.fromLong(SPECIES, 0xCCCC);
  private static final VectorMask<Float> HIGH_1 = VectorMask.fromLong(SPECIES, 0xAAAA);

  private DotTile4x4() {}

  /// Writes the dot product of rows `i` and `j` to `out[outOffset + 4 * i + j]`.
  ///
  /// @param rows vectors of `width` floats, a multiple of 16, one after the other
  /// @param iOffset where the first of the rows `i` starts
  /// @param jOffset where the first of the rows `j` starts
  static void dots(float[] rows, int width, int iOffset, int jOffset, float[] out, int outOffset) {
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = FloatVector.zero(SPECIES);
    FloatVector s2 = FloatVector.zero(SPECIES);
    FloatVector s3 = FloatVector.zero(SPECIES);
    FloatVector s4 = FloatVector.zero(SPECIES);
    FloatVector s5 = FloatVector.zero(SPECIES);
    FloatVector s6 = FloatVector.zero(SPECIES);
    FloatVector s7 = FloatVector.zero(SPECIES);
    FloatVector s8 = FloatVector.zero(SPECIES);
    FloatVector s9 = FloatVector.zero(SPECIES);
    FloatVector sa = FloatVector.zero(SPECIES);
    FloatVector sb = FloatVector.zero(SPECIES);
    FloatVector sc = FloatVector.zero(SPECIES);
    FloatVector sd = FloatVector.zero(SPECIES);
    FloatVector se = FloatVector.zero(SPECIES);
    FloatVector sf = FloatVector.zero(SPECIES);
    int i1 = iOffset + width;
    int i2 = i1 + width;
    int i3 = i2 + width;
    int j1 = jOffset + width;
    int j2 = j1 + width;
    int j3 = j2 + width;
    for (int k = 0; k < width; k += LENGTH) {
      FloatVector y0 = FloatVector.fromArray(SPECIES, rows, jOffset + k);
      FloatVector y1 = FloatVector.fromArray(SPECIES, rows, j1 + k);
      FloatVector y2 = FloatVector.fromArray(SPECIES, rows, j2 + k);
      FloatVector y3 = FloatVector.fromArray(SPECIES, rows, j3 + k);
      FloatVector x0 = FloatVector.fromArray(SPECIES, rows, iOffset + k);
      s0 = x0.fma(y0, s0);
      s1 = x0.fma(y1, s1);
      s2 = x0.fma(y2, s2);
      s3 = x0.fma(y3, s3);
      FloatVector x1 = FloatVector.fromArray(SPECIES, rows, i1 + k);
      s4 = x1.fma(y0, s4);
      s5 = x1.fma(y1, s5);
      s6 = x1.fma(y2, s6);
      s7 = x1.fma(y3, s7);
      FloatVector x2 = FloatVector.fromArray(SPECIES, rows, i2 + k);
      s8 = x2.fma(y0, s8);
      s9 = x2.fma(y1, s9);
      sa = x2.fma(y2, sa);
      sb = x2.fma(y3, sb);
      FloatVector x3 = FloatVector.fromArray(SPECIES, rows, i3 + k);
      sc = x3.fma(y0, sc);
      sd = x3.fma(y1, sd);
      se = x3.fma(y2, se);
      sf = x3.fma(y3, sf);
    }
    s0 = s0.blend(s8, HIGH_8).add(s8.blend(s0, HIGH_8).rearrange(SWAP_8));
    s1 = s1.blend(s9, HIGH_8).add(s9.blend(s1, HIGH_8).rearrange(SWAP_8));
    s2 = s2.blend(sa, HIGH_8).add(sa.blend(s2, HIGH_8).rearrange(SWAP_8));
    s3 = s3.blend(sb, HIGH_8).add(sb.blend(s3, HIGH_8).rearrange(SWAP_8));
    s4 = s4.blend(sc, HIGH_8).add(sc.blend(s4, HIGH_8).rearrange(SWAP_8));
    s5 = s5.blend(sd, HIGH_8).add(sd.blend(s5, HIGH_8).rearrange(SWAP_8));
    s6 = s6.blend(se, HIGH_8).add(se.blend(s6, HIGH_8).rearrange(SWAP_8));
    s7 = s7.blend(sf, HIGH_8).add(sf.blend(s7, HIGH_8).rearrange(SWAP_8));
    s0 = s0.blend(s4, HIGH_4).add(s4.blend(s0, HIGH_4).rearrange(SWAP_4));
    s1 = s1.blend(s5, HIGH_4).add(s5.blend(s1, HIGH_4).rearrange(SWAP_4));
    s2 = s2.blend(s6, HIGH_4).add(s6.blend(s2, HIGH_4).rearrange(SWAP_4));
    s3 = s3.blend(s7, HIGH_4).add(s7.blend(s3, HIGH_4).rearrange(SWAP_4));
    s0 = s0.blend(s2, HIGH_2).add(s2.blend(s0, HIGH_2).rearrange(SWAP_2));
    s1 = s1.blend(s3, HIGH_2).add(s3.blend(s1, HIGH_2).rearrange(SWAP_2));
    s0 = s0.blend(s1, HIGH_1).add(s1.blend(s0, HIGH_1).rearrange(SWAP_1));
    s0.intoArray(out, outOffset);
  }
}
