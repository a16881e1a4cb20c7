// SPDX-License-Identifier: Apache-2.0
package dev.belady.tier;

import java.util.Arrays;

/// A list of rows, each with the memory address of a copy of its record. Recycled.
public final class RowAddresses {
  private long[] order = new long[0];
  private long[] addresses = new long[0];
  private int count;

  /// An empty list.
  public RowAddresses() {}

  /// Removes everything.
  public void clear() {
    count = 0;
  }

  /// Adds a row. [#sort] belongs between the last one and the first use.
  public void add(int row, long address) {
    if (count == order.length) {
      int length = Math.max(64, count + (count >> 1));
      order = Arrays.copyOf(order, length);
      addresses = Arrays.copyOf(addresses, length);
    }
    order[count] = (long) row << 32 | count;
    addresses[count++] = address;
  }

  /// Brings the entries into ascending order of row.
  public void sort() {
    Arrays.sort(order, 0, count);
  }

  /// The number of entries.
  public int count() {
    return count;
  }

  /// The row of entry `i`.
  public int row(int i) {
    return (int) (order[i] >>> 32);
  }

  /// The address of entry `i`.
  public long address(int i) {
    return addresses[(int) order[i]];
  }
}
