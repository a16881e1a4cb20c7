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
}
