// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// The transpose of 16 x 16 floats with vectors of 16.
///
/// Four levels exchange blocks of 8, 4, 2 and 1: the upper right block of every pair of rows with
/// the lower left one. Two levels at a time need four rows only.
final class Transpose16 {
  /// Rows and columns.
  static final int SIDE = 16;

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_512;
  private static final int PANEL = PackedMatrix.PANEL;
  private static final VectorShuffle<Float> SWAP_8 = swap(8);
  private static final VectorShuffle<Float> SWAP_4 = swap(4);
  private static final VectorShuffle<Float> SWAP_2 = swap(2);
  private static final VectorShuffle<Float> SWAP_1 = swap(1);
  private static final VectorMask<Float> HIGH_8 = VectorMask.fromLong(SPECIES, 0xFF00);
  private static final VectorMask<Float> HIGH_4 = VectorMask.fromLong(SPECIES, 0xF0F0);
  private static final VectorMask<Float> HIGH_2 = VectorMask.fromLong(SPECIES, 0xCCCC);
  private static final VectorMask<Float> HIGH_1 = VectorMask.fromLong(SPECIES, 0xAAAA);

  private Transpose16() {}

  private static VectorShuffle<Float> swap(int distance) {
    return VectorShuffle.fromOp(SPECIES, lane -> lane ^ distance);
  }

  /// Writes the transpose of 16 rows of `from` with stride `ld` to 16 rows of a panel.
  static void toPanel(float[] from, int offset, int ld, float[] panel, int to) {
    for (int i = 0; i < 4; i++) {
      int row = offset + i * ld;
      FloatVector a = FloatVector.fromArray(SPECIES, from, row);
      FloatVector b = FloatVector.fromArray(SPECIES, from, row + 4 * ld);
      FloatVector c = FloatVector.fromArray(SPECIES, from, row + 8 * ld);
      FloatVector d = FloatVector.fromArray(SPECIES, from, row + 12 * ld);
      FloatVector ac = a.blend(c.rearrange(SWAP_8), HIGH_8);
      FloatVector bd = b.blend(d.rearrange(SWAP_8), HIGH_8);
      FloatVector ca = a.rearrange(SWAP_8).blend(c, HIGH_8);
      FloatVector db = b.rearrange(SWAP_8).blend(d, HIGH_8);
      int at = to + i * PANEL;
      ac.blend(bd.rearrange(SWAP_4), HIGH_4).intoArray(panel, at);
      ac.rearrange(SWAP_4).blend(bd, HIGH_4).intoArray(panel, at + 4 * PANEL);
      ca.blend(db.rearrange(SWAP_4), HIGH_4).intoArray(panel, at + 8 * PANEL);
      ca.rearrange(SWAP_4).blend(db, HIGH_4).intoArray(panel, at + 12 * PANEL);
    }
    for (int i = 0; i < 4; i++) {
      int at = to + i * 4 * PANEL;
      FloatVector a = FloatVector.fromArray(SPECIES, panel, at);
      FloatVector b = FloatVector.fromArray(SPECIES, panel, at + PANEL);
      FloatVector c = FloatVector.fromArray(SPECIES, panel, at + 2 * PANEL);
      FloatVector d = FloatVector.fromArray(SPECIES, panel, at + 3 * PANEL);
      FloatVector ac = a.blend(c.rearrange(SWAP_2), HIGH_2);
      FloatVector bd = b.blend(d.rearrange(SWAP_2), HIGH_2);
      FloatVector ca = a.rearrange(SWAP_2).blend(c, HIGH_2);
      FloatVector db = b.rearrange(SWAP_2).blend(d, HIGH_2);
      ac.blend(bd.rearrange(SWAP_1), HIGH_1).intoArray(panel, at);
      ac.rearrange(SWAP_1).blend(bd, HIGH_1).intoArray(panel, at + PANEL);
      ca.blend(db.rearrange(SWAP_1), HIGH_1).intoArray(panel, at + 2 * PANEL);
      ca.rearrange(SWAP_1).blend(db, HIGH_1).intoArray(panel, at + 3 * PANEL);
    }
  }
}
