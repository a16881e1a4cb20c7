// SPDX-License-Identifier: Apache-2.0
package dev.belady.popularity;

/// The bytes that the counters of several tables share. One thread uses it.
public final class CountMemory {
  private final long limitBytes;
  private long usedBytes;

  /// Memory for counters.
  ///
  /// @param limitBytes the most bytes of all counters together; while a counter doubles it holds
  ///   half as much again, and the smallest counters are allowed in any case
  public CountMemory(long limitBytes) {
    if (limitBytes < 0) {
      throw new IllegalArgumentException("limitBytes must be >= 0: limitBytes=" + limitBytes);
    }
    this.limitBytes = limitBytes;
  }

  /// Takes `bytes` if they are free.
  boolean reserve(long bytes) {
    if (usedBytes + bytes > limitBytes) {
      return false;
    }
    usedBytes += bytes;
    return true;
  }

  /// Takes `bytes` beyond the limit if need be.
  void force(long bytes) {
    usedBytes += bytes;
  }

  /// The bytes of all counters.
  public long usedBytes() {
    return usedBytes;
  }
}
