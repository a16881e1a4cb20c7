// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

import dev.belady.memory.RowArena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Locale;

/// What the record of an embedding row holds: `dim` weights, then each state of the optimizer,
/// `dim` floats each, then perhaps the int step of its last use.
///
/// @param dim weights of a row, at least 1
/// @param initialStates the first value of each state
/// @param lastUse whether the bits of an int follow, 1 at first
public record RecordLayout(int dim, List<Float> initialStates, boolean lastUse) {
  /// Checks the width.
  public RecordLayout {
    if (dim < 1) {
      throw new IllegalArgumentException("dim must be > 0: dim=" + dim);
    }
    initialStates = List.copyOf(initialStates);
  }

  /// The floats of a record.
  public int floats() {
    return Math.addExact(Math.multiplyExact(dim, 1 + initialStates.size()), lastUse ? 1 : 0);
  }

  /// Writes everything but the weights of the record at byte `offset` as it is at first.
  public void writeInitialStates(MemorySegment segment, long offset) {
    long at = offset + dim * 4L;
    for (float value : initialStates) {
      for (int i = 0; i < dim; i++, at += 4) {
        segment.set(ValueLayout.JAVA_FLOAT, at, value);
      }
    }
    if (lastUse) {
      segment.set(ValueLayout.JAVA_INT, at, 1);
    }
  }

  /// Makes sure that `floats` floats of every record exist, as its memory is not checked again.
  static void check(int floats, RowArena arena) {
    if (floats < 1 || floats > arena.strideFloats()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the records must hold what is used of them: floats=%d, record=%d",
              floats,
              arena.strideFloats()));
    }
  }
}
