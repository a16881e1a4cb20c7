// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerPoolTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void everyTaskRunsOnceAndItsWritesAreSeen(int size) {
    try (WorkerPool pool = new WorkerPool(size)) {
      for (int count : new int[] {0, 1, 2, 7, 100}) {
        for (int round = 0; round < 200; round++) {
          int[] results = new int[count];
          AtomicIntegerArray runs = new AtomicIntegerArray(count);
          pool.run(
              count,
              (worker, index) -> {
                results[index] = index + 1;
                runs.incrementAndGet(index);
              });
          for (int index = 0; index < count; index++) {
            assertThat(results[index]).isEqualTo(index + 1);
            assertThat(runs.get(index)).isEqualTo(1);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void aFailureOfATaskReachesTheCallerAndThePoolGoesOn(int size) {
    try (WorkerPool pool = new WorkerPool(size)) {
      for (int failing = 0; failing < 20; failing++) {
        int bad = failing;
        assertThatThrownBy(() ->
                pool.run(
                    20,
                    (worker, index) -> {
                      if (index == bad) {
                        throw new IllegalStateException("task " + index);
                      }
                    }))
            .isInstanceOf(IllegalStateException.class)
            .hasMessage("task " + bad);
        int[] done = new int[4];
        pool.run(4, (worker, index) -> done[index] = 1);
        assertThat(done).containsOnly(1);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 8})
  void everySharedPartRunsOnceAndItsWritesAreSeen(int size) {
    try (WorkerPool pool = new WorkerPool(size)) {
      for (int round = 0; round < 200; round++) {
        int tasks = 1 + round % 5;
        int[][] results = new int[tasks][];
        AtomicIntegerArray runs = new AtomicIntegerArray(tasks * 9);
        pool.run(
            tasks,
            (worker, index) -> {
              for (int count = 0; count < 10; count++) {
                int[] parts = new int[count];
                int last = count;
                pool.share(
                    worker,
                    count,
                    (_, part) -> {
                      parts[part] = part + 1;
                      if (last == 9) {
                        runs.incrementAndGet(index * 9 + part);
                      }
                    });
                for (int part = 0; part < count; part++) {
                  assertThat(parts[part]).isEqualTo(part + 1);
                }
                results[index] = parts;
              }
            });
        for (int index = 0; index < tasks; index++) {
          assertThat(results[index]).hasSize(9);
        }
        for (int part = 0; part < tasks * 9; part++) {
          assertThat(runs.get(part)).isEqualTo(1);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 8})
  void aFailureOfAPartReachesTheCallerAndThePoolGoesOn(int size) {
    try (WorkerPool pool = new WorkerPool(size)) {
      for (int failing = 0; failing < 20; failing++) {
        int bad = failing;
        assertThatThrownBy(() ->
                pool.run(
                    1 + bad / 10,
                    (worker, index) ->
                        pool.share(
                            worker,
                            10,
                            (_, part) -> {
                              if (index * 10 + part == bad) {
                                throw new IllegalStateException("part " + bad);
                              }
                            })))
            .isInstanceOf(IllegalStateException.class)
            .hasMessage("part " + bad);
        int[] done = new int[4];
        pool.run(4, (worker, index) -> done[index] = 1);
        assertThat(done).containsOnly(1);
      }
    }
  }
}
