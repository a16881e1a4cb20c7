// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead.policy;

/// A batch has more distinct rows than fast memory has frames.
final class BatchTooLargeException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private BatchTooLargeException(int rows, int capacity) {
    super(
        "capacity must be >= the distinct rows of a batch: capacity="
            + capacity
            + ", rows="
            + rows);
  }

  static void check(int rows, int capacity) {
    if (rows > capacity) {
      throw new BatchTooLargeException(rows, capacity);
    }
  }
}
