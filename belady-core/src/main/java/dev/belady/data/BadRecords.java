// SPDX-License-Identifier: Apache-2.0

package dev.belady.data;

import java.util.concurrent.atomic.AtomicLong;

/// The rule for records that cannot be read: stop at once, or skip and count up to a limit. Shared by
/// all threads that read one data set.
public final class BadRecords {
  private final long limit;
  private final AtomicLong skipped = new AtomicLong();

  /// Allows `limit` skipped records; 0 means that the first bad record stops the run.
  public BadRecords(long limit) {
    if (limit < 0) {
      throw new IllegalArgumentException("skip-bad-records must be >= 0: skip-bad-records=" + limit);
    }
    this.limit = limit;
  }

  /// The number of records skipped so far.
  public long skipped() {
    return skipped.get();
  }

  /// Counts one bad record.
  ///
  /// @param message what is wrong, naming file, record and byte
  /// @throws DataException with that message when the limit is reached
  public void skip(String message) {
    if (skipped.incrementAndGet() > limit) {
      throw new DataException(
          limit == 0 ? message : message + " (more than skip-bad-records=" + limit + " bad records)");
    }
  }
}
