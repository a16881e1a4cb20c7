// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead.policy;

import java.util.function.IntConsumer;

/// Runs numbered tasks that share nothing, on as many threads as it likes.
@FunctionalInterface
public interface LaneRunner {
  /// One task after the other, by the caller.
  LaneRunner SERIAL =
      (count, task) -> {
        for (int i = 0; i < count; i++) {
          task.accept(i);
        }
      };

  /// Runs tasks 0 to `count - 1` and returns when all are done; throws what one of them throws.
  void run(int count, IntConsumer task);
}
