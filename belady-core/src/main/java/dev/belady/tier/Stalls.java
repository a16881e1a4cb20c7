// SPDX-License-Identifier: Apache-2.0
package dev.belady.tier;

import java.util.EnumMap;
import java.util.Map;

/// How long training has waited for its batches, by cause.
///
/// @param nanos nanoseconds of each cause; one that is missing has none
public record Stalls(Map<StallCause, Long> nanos) {
  /// No wait.
  public static final Stalls NONE = new Stalls(Map.of());

  /// Copies the map.
  public Stalls {
    nanos = Map.copyOf(nanos);
  }

  /// The nanoseconds of a cause.
  public long nanos(StallCause cause) {
    return nanos.getOrDefault(cause, 0L);
  }

  /// The nanoseconds of all causes.
  public long totalNanos() {
    return nanos.values().stream().mapToLong(Long::longValue).sum();
  }

  /// The nanoseconds of waits for rows that move ([StallCause#isOfRows]).
  public long rowNanos() {
    return nanos.keySet().stream().filter(StallCause::isOfRows).mapToLong(this::nanos).sum();
  }

  /// The nanoseconds of waits for batches to be read, planned and handed on.
  public long dataNanos() {
    return totalNanos() - rowNanos();
  }

  /// What came on top of `earlier`.
  public Stalls since(Stalls earlier) {
    Map<StallCause, Long> difference = new EnumMap<>(StallCause.class);
    for (StallCause cause : StallCause.values()) {
      long more = nanos(cause) - earlier.nanos(cause);
      if (more != 0) {
        difference.put(cause, more);
      }
    }
    return new Stalls(difference);
  }
}
