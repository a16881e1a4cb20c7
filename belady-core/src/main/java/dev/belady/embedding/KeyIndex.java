// SPDX-License-Identifier: Apache-2.0
package dev.belady.embedding;

import dev.belady.data.JaggedKeys;

/// The map from keys to record numbers of one table, for one thread.
sealed interface KeyIndex permits HashKeyIndex, DirectKeyIndex {
  /// Finds the records of all keys.
  ///
  /// @param training whether to note which slots use a key; otherwise nothing changes
  /// @param rows receives the record of each key, -1 for an unknown key
  /// @return the number of unknown keys
  int findAll(JaggedKeys keys, boolean training, int[] rows);

  /// The record of a key, or -1.
  int find(long key);

  /// The record of `key` as it occurs in `slot`; an unknown key becomes record `newRow`, the number
  /// of keys known before.
  int findOrAdd(long key, int slot, int newRow);

  /// The key of a row.
  long key(int row);

  /// The slot of a row: where its key belongs, or else where it was seen first.
  int slot(int row);

  /// Forgets every key.
  void clear();

  /// The most bytes that the index takes when `knownRows` known keys have become `rows`, if the
  /// keys to come lie as those do that came last.
  ///
  /// @param earlierRows the keys that were known at an earlier time: those behind came last
  /// @param rows at least `knownRows`
  long bytesWhenGrown(int earlierRows, int knownRows, long rows);

  /// The number of known keys that were seen in more than one slot.
  long sharedKeys();
}
