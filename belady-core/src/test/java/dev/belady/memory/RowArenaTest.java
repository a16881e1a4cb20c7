// SPDX-License-Identifier: Apache-2.0
package dev.belady.memory;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Arenas over pages of the system and over memory of the JDK.
final class RowArenaTest {
  private static RowArena arena(int strideFloats, boolean fromJdk) {
    return fromJdk
        ? new RowArena(strideFloats, Optional.empty())
        : new RowArena(strideFloats, PagesNative.linux());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void recordsAreZerosAndKeepAddressAndContentsWhenTheArenaGrows(boolean fromJdk) {
    int stride = 1000;
    try (RowArena arena = arena(stride, fromJdk)) {
      arena.ensureCapacity(1);
      int rows = (int) arena.capacityRows();
      for (int row = 0; row < rows; row += 100) {
        assertThat(get(arena, row, stride - 1)).isZero();
        set(arena, row, 0, row);
        set(arena, row, stride - 1, -row);
      }
      long[] before = arena.chunkAddresses();
      arena.ensureCapacity(2L * rows + 1);
      assertThat(arena.capacityRows()).isEqualTo(3L * rows);
      assertThat(arena.sizeBytes()).isEqualTo(3L * rows * stride * 4);
      assertThat(arena.chunkAddresses()).startsWith(before);
      set(arena, 3 * rows - 1, stride - 1, 5);
      for (int row = 0; row < rows; row += 100) {
        assertThat(get(arena, row, 0)).isEqualTo(row);
        assertThat(get(arena, row, stride - 1)).isEqualTo(-row);
      }
      arena.ensureCapacity(5);
      assertThat(arena.capacityRows()).isEqualTo(3L * rows);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void recordsDoNotOverlapAndChunksAreAligned(boolean fromJdk) {
    try (RowArena arena = arena(3, fromJdk)) {
      arena.ensureCapacity(1);
      long[] chunks = arena.chunkAddresses();
      assertThat(arena.address(chunks, 0) % 64).isZero();
      for (int row = 1; row < arena.capacityRows(); row += 9999) {
        assertThat(arena.address(chunks, row) - arena.address(chunks, row - 1)).isEqualTo(12);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRecordWithoutMemoryHasNoAddress(boolean fromJdk) {
    RowArena arena = arena(16, fromJdk);
    arena.ensureCapacity(1);
    for (int row : new int[] {-1, Integer.MIN_VALUE, (int) arena.capacityRows()}) {
      assertThatExceptionOfType(ArrayIndexOutOfBoundsException.class)
          .isThrownBy(() -> arena.address(arena.chunkAddresses(), row));
    }
    arena.close();
    assertThatExceptionOfType(ArrayIndexOutOfBoundsException.class)
        .isThrownBy(() -> arena.address(arena.chunkAddresses(), 0));
  }

  @Test
  void rejectsRecordsOfNothing() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RowArena(0))
        .withMessage("strideFloats must be > 0: strideFloats=0");
  }

  private static float get(RowArena arena, int row, int i) {
    return arena.memory().get(JAVA_FLOAT, arena.address(arena.chunkAddresses(), row) + i * 4L);
  }

  private static void set(RowArena arena, int row, int i, float value) {
    arena.memory().set(JAVA_FLOAT, arena.address(arena.chunkAddresses(), row) + i * 4L, value);
  }
}
