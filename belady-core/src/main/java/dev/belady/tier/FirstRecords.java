// SPDX-License-Identifier: Apache-2.0
package dev.belady.tier;

/// Makes the record of a row that nobody has used.
@FunctionalInterface
public interface FirstRecords {
  /// Writes the whole record of the row of `key`, as it is at first, at a memory address.
  void write(long key, int slot, long address);
}
