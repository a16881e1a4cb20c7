// SPDX-License-Identifier: Apache-2.0
package dev.belady.tier;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belady.memory.RowArena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What every store must do, whatever it is made of.
abstract class RowStoreContract {
  private static final int THREADS = 3;
  private static final int ROUNDS = 30;

  /// An empty store.
  abstract RowStore open(int recordFloats);

  /// Widths 1 to 256 alone, with one and two states, and records that need several pages.
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 16, 17, 48, 64, 100, 127, 256, 512, 513, 768, 1024, 1025, 3000})
  void rowsComeBackAsTheyWereWrittenLast(int floats)
      throws InterruptedException, ExecutionException {
    Random random = new Random(floats);
    int rows = Math.clamp(400_000 / floats, 30, 4000);
    float[] expected = new float[rows];
    boolean[] written = new boolean[rows];
    try (RowArena arena = new RowArena(floats);
        RowStore store = open(floats);
        ExecutorService pool = Executors.newFixedThreadPool(THREADS)) {
      arena.ensureCapacity(2L * rows);
      for (int round = 0; round < ROUNDS; round++) {
        int oneOf = 1 + random.nextInt(6);
        RowAddresses leaving = new RowAddresses();
        RowAddresses coming = new RowAddresses();
        for (int row = 0; row < rows; row++) {
          if (random.nextInt(oneOf) == 0) {
            fill(address(arena, row), floats, random.nextInt());
            leaving.add(row, address(arena, row));
          } else if (written[row] && random.nextInt(oneOf) == 0) {
            coming.add(row, address(arena, rows + row));
          }
        }
        leaving.sort();
        coming.sort();
        // Rows are read while others are written.
        List<Future<?>> tasks = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
          int thread = t;
          tasks.add(
              pool.submit(
                  () -> store.write(leaving, part(leaving, thread), part(leaving, thread + 1))));
          tasks.add(
              pool.submit(
                  () -> store.read(coming, part(coming, thread), part(coming, thread + 1))));
        }
        for (Future<?> task : tasks) {
          task.get();
        }
        for (int i = 0; i < coming.count(); i++) {
          assertThat(record(coming.address(i), floats))
              .as("width=%d, round=%d, row=%d", floats, round, coming.row(i))
              .containsOnly(expected[coming.row(i)]);
        }
        for (int i = 0; i < leaving.count(); i++) {
          written[leaving.row(i)] = true;
          expected[leaving.row(i)] = RowArena.allMemory().get(JAVA_FLOAT, leaving.address(i));
        }
      }
    }
  }

  private static int part(RowAddresses list, int thread) {
    return list.count() * thread / THREADS;
  }

  private static long address(RowArena arena, int record) {
    return arena.address(arena.chunkAddresses(), record);
  }

  private static void fill(long address, int floats, float value) {
    for (int i = 0; i < floats; i++) {
      RowArena.allMemory().set(JAVA_FLOAT, address + 4L * i, value);
    }
  }

  private static float[] record(long address, int floats) {
    float[] record = new float[floats];
    MemorySegment.copy(RowArena.allMemory(), JAVA_FLOAT, address, record, 0, floats);
    return record;
  }
}
