// SPDX-License-Identifier: Apache-2.0
package dev.belady.data;

/// The width of keys in files.
public enum KeyType {
  /// Unsigned 32-bit keys; in memory they are 0 to 2^32 - 1.
  I32(4),
  /// Signed 64-bit keys.
  I64(8);

  private final int bytes;

  KeyType(int bytes) {
    this.bytes = bytes;
  }

  /// Bytes of one key.
  public int bytes() {
    return bytes;
  }
}
