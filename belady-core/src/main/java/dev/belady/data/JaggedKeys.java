// SPDX-License-Identifier: Apache-2.0
package dev.belady.data;

import java.util.Arrays;

/// The keys of one categorical input for a group of samples, as offsets and keys.
///
/// Bag `sample * slots + slot` holds `keys[offsets[bag]] .. keys[offsets[bag + 1] - 1]`. Example
/// with 2 slots and 2 samples, sample 0 = ([7], [8, 9]), sample 1 = ([], [5]): offsets 0 1 3 3 4,
/// keys 7 8 9 5.
public final class JaggedKeys {
  private final int slots;
  private int bags;
  private int[] offsets;
  private long[] keys;

  /// An empty group with room for `samples` samples of `slots` slots.
  public JaggedKeys(int slots, int samples) {
    this.slots = slots;
    this.offsets = new int[Math.multiplyExact(slots, samples) + 1];
    this.keys = new long[Math.multiplyExact(slots, samples)];
  }

  /// The number of slots of a sample.
  public int slots() {
    return slots;
  }

  /// The number of bags that were ended.
  public int bags() {
    return bags;
  }

  /// The number of keys in all ended bags.
  public int size() {
    return offsets[bags];
  }

  /// The bag borders; entries 0 to [#bags()] are valid. Owned by this object.
  public int[] offsets() {
    return offsets;
  }

  /// The keys; entries 0 to [#size()] - 1 are valid. Owned by this object, replaced when it grows.
  public long[] keys() {
    return keys;
  }

  /// Removes everything.
  public void clear() {
    bags = 0;
  }

  /// Adds a bag with one key.
  public void addBag(long key) {
    int at = offsets[bags];
    ensureKeys(at + 1);
    keys[at] = key;
    endBag(at + 1);
  }

  /// Adds a bag with `count` keys from `source[from]` on; `count` may be 0.
  public void addBag(long[] source, int from, int count) {
    int at = offsets[bags];
    ensureKeys(at + count);
    System.arraycopy(source, from, keys, at, count);
    endBag(at + count);
  }

  /// Adds all bags of the samples `first` to `first + count - 1` of another group with the same
  /// number of slots.
  public void addSamples(JaggedKeys other, int first, int count) {
    int firstBag = first * slots;
    int moreBags = count * slots;
    int from = other.offsets[firstBag];
    int moreKeys = other.offsets[firstBag + moreBags] - from;
    int at = offsets[bags];
    ensureKeys(Math.addExact(at, moreKeys));
    System.arraycopy(other.keys, from, keys, at, moreKeys);
    ensureBags(bags + moreBags);
    int shift = at - from;
    for (int bag = 1; bag <= moreBags; bag++) {
      offsets[bags + bag] = other.offsets[firstBag + bag] + shift;
    }
    bags += moreBags;
  }

  private void endBag(int end) {
    ensureBags(bags + 1);
    offsets[++bags] = end;
  }

  private void ensureBags(int count) {
    if (count >= offsets.length) {
      offsets = Arrays.copyOf(offsets, Math.max(count + 1, offsets.length * 2));
    }
  }

  private void ensureKeys(int count) {
    if (count > keys.length) {
      keys = Arrays.copyOf(keys, Math.max(count, keys.length + (keys.length >> 1) + 16));
    }
  }
}
