// SPDX-License-Identifier: Apache-2.0
package dev.belady.data;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The rule for records that cannot be read: stop at once, or skip and count up to a limit. Shared
/// by all threads that read one data set. A record that is met in pass after pass counts once. The
/// first few skipped records are reported.
public final class BadRecords {
  private static final System.Logger LOGGER = System.getLogger(BadRecords.class.getName());
  private static final int REPORTED_SKIPS = 10;

  private final long limit;
  private final Consumer<String> report;
  private final AtomicLong skipped = new AtomicLong();
  private final AtomicInteger reported = new AtomicInteger();
  private final Set<Place> known = ConcurrentHashMap.newKeySet();

  /// Allows `limit` skipped records; 0 means that the first bad record stops the run. The first few
  /// are logged as warnings.
  public BadRecords(long limit) {
    this(limit, message -> LOGGER.log(System.Logger.Level.WARNING, message));
  }

  /// Allows `limit` skipped records and hands the messages of the first few to `report`, which any
  /// reading thread may call.
  public BadRecords(long limit, Consumer<String> report) {
    if (limit < 0) {
      throw new IllegalArgumentException(
          "skip-bad-records must be >= 0: skip-bad-records=" + limit);
    }
    this.limit = limit;
    this.report = report;
  }

  /// The number of records skipped so far.
  public long skipped() {
    return skipped.get();
  }

  /// Counts one bad record.
  ///
  /// @param message what is wrong, naming file, record and byte
  /// @throws DataException with that message when the limit is passed
  public void skip(String message) {
    skip(new Place(message, 0), 1, () -> message);
  }

  /// Counts `records` bad or missing records that have one cause.
  ///
  /// @param place where they are
  /// @param message what is wrong, naming file, record and byte; asked for only when it is shown
  /// @throws DataException with that message when the limit is passed
  public void skip(Place place, long records, Supplier<String> message) {
    if (!known.add(place)) {
      return;
    }
    if (skipped.addAndGet(records) > limit) {
      throw new DataException(
          limit == 0
              ? message.get()
              : message.get() + " (more than skip-bad-records=" + limit + " bad records)");
    }
    if (reported.getAndIncrement() < REPORTED_SKIPS) {
      report.accept("skipped: " + message.get());
    }
  }

  /// Where a bad record is.
  ///
  /// @param file the file
  /// @param position the byte in the file or in the text unpacked from it
  public record Place(String file, long position) {}
}
