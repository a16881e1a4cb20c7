// SPDX-License-Identifier: Apache-2.0
package dev.belady.data.raw;

import dev.belady.data.Batch;
import dev.belady.data.CountScale;
import dev.belady.data.DataException;
import dev.belady.data.JaggedKeys;
import dev.belady.data.KeyType;
import dev.belady.data.Schema;
import dev.belady.data.SourceSpec;
import dev.belady.data.file.LittleEndian;

/// The bytes of one sample: labels, dense features and one key per slot, four bytes each and
/// little-endian. Labels and dense features are floats, or ints whose dense features are scaled as
/// `log(x + 1)`. Keys are unsigned, and relative to their slot when slot sizes are given.
///
/// A negative dense feature has no finite logarithm (HugeCTR trains on with minus infinity or NaN):
/// here it is a bad record, as is a key outside its slot, which would be another slot's key.
final class RawLayout {
  private static final int FIELD_BYTES = 4;

  private final Schema schema;
  private final boolean floats;
  private final long[] slotOffsets;

  /// Empty when the sizes are not given.
  private final long[] slotSizes;

  private final int strideBytes;

  RawLayout(SourceSpec spec) {
    if (spec.keyType() != KeyType.I32) {
      throw new DataException(
          "input_key_type must be I32 with format Raw: input_key_type=" + spec.keyType());
    }
    this.schema = spec.schema();
    this.floats = spec.floatLabelDense();
    this.slotOffsets = spec.slotOffsets();
    this.slotSizes = spec.slotSizes().stream().mapToLong(Long::longValue).toArray();
    this.strideBytes = FIELD_BYTES * (schema.labels() + schema.dense() + schema.slots());
  }

  /// Bytes of each sample.
  int strideBytes() {
    return strideBytes;
  }

  /// Appends the sample at `at` to `batch`.
  ///
  /// @return whether the sample is sound; if not, the batch is as before
  boolean decode(byte[] bytes, int at, Batch batch) {
    int sample = batch.size();
    int labels = schema.labels();
    int dense = schema.dense();
    int denseAt = at + FIELD_BYTES * labels;
    int keysAt = denseAt + FIELD_BYTES * dense;
    if (floats) {
      LittleEndian.getFloats(bytes, at, batch.labels(), sample * labels, labels);
      LittleEndian.getFloats(bytes, denseAt, batch.dense(), sample * dense, dense);
    } else {
      for (int i = 0; i < labels; i++) {
        batch.labels()[sample * labels + i] = LittleEndian.getInt(bytes, at + FIELD_BYTES * i);
      }
      for (int i = 0; i < dense; i++) {
        int count = LittleEndian.getInt(bytes, denseAt + FIELD_BYTES * i);
        if (count < 0) {
          return false;
        }
        batch.dense()[sample * dense + i] = CountScale.log(count);
      }
    }
    if (firstKeyOutside(bytes, keysAt) >= 0) {
      return false;
    }
    int slot = 0;
    for (int input = 0; input < schema.sparse().size(); input++) {
      JaggedKeys keys = batch.sparse(input);
      for (int i = 0; i < keys.slots(); i++, slot++) {
        keys.addBag(key(bytes, keysAt, slot) + slotOffsets[slot]);
      }
    }
    batch.setSize(sample + 1);
    return true;
  }

  /// Why [#decode(byte[], int, Batch)] found no sound sample.
  String explain(byte[] bytes, int at) {
    int denseAt = at + FIELD_BYTES * schema.labels();
    int keysAt = denseAt + FIELD_BYTES * schema.dense();
    for (int i = 0; i < schema.dense() && !floats; i++) {
      int count = LittleEndian.getInt(bytes, denseAt + FIELD_BYTES * i);
      if (count < 0) {
        return "a dense feature must be >= 0, its logarithm log(x + 1) is taken: x="
            + count
            + ", feature="
            + i;
      }
    }
    int slot = firstKeyOutside(bytes, keysAt);
    return "a key must be below its entry of slot_size_array: key="
        + key(bytes, keysAt, slot)
        + ", size="
        + slotSizes[slot]
        + ", slot="
        + slot;
  }

  private int firstKeyOutside(byte[] bytes, int keysAt) {
    for (int slot = 0; slot < slotSizes.length; slot++) {
      if (key(bytes, keysAt, slot) >= slotSizes[slot]) {
        return slot;
      }
    }
    return -1;
  }

  private static long key(byte[] bytes, int keysAt, int slot) {
    return Integer.toUnsignedLong(LittleEndian.getInt(bytes, keysAt + FIELD_BYTES * slot));
  }

  /// Writes sample `sample` of `batch` at 0.
  ///
  /// @throws DataException when the sample cannot be stored
  void encode(Batch batch, int sample, byte[] bytes) {
    int at =
        encodeNumbers("label", batch.labels(), sample * schema.labels(), schema.labels(), bytes, 0);
    at =
        encodeNumbers(
            "dense feature", batch.dense(), sample * schema.dense(), schema.dense(), bytes, at);
    int slot = 0;
    for (int input = 0; input < schema.sparse().size(); input++) {
      JaggedKeys keys = batch.sparse(input);
      for (int i = 0; i < keys.slots(); i++, slot++) {
        int first = keys.offsets()[sample * keys.slots() + i];
        int count = keys.offsets()[sample * keys.slots() + i + 1] - first;
        if (count != 1) {
          throw new DataException(
              "format Raw holds exactly one key per slot: keys=" + count + ", slot=" + slot);
        }
        LittleEndian.putInt(bytes, at, storedKey(keys.keys()[first], slot));
        at += FIELD_BYTES;
      }
    }
  }

  private int storedKey(long key, int slot) {
    long stored = key - slotOffsets[slot];
    long end = slotSizes.length == 0 ? 1L << Integer.SIZE : slotSizes[slot];
    if (stored < 0 || stored >= Math.min(end, 1L << Integer.SIZE)) {
      throw new DataException(
          "a key must lie in its slot and fit 32 bits: key=" + key + ", slot=" + slot);
    }
    return (int) stored;
  }

  private int encodeNumbers(
      String what, float[] numbers, int from, int count, byte[] bytes, int at) {
    for (int i = 0; i < count; i++) {
      float number = numbers[from + i];
      if (!floats && number != (int) number) {
        throw new DataException(
            "a " + what + " must be a whole number without float_label_dense: value=" + number);
      }
      int bits = floats ? Float.floatToRawIntBits(number) : (int) number;
      LittleEndian.putInt(bytes, at + FIELD_BYTES * i, bits);
    }
    return at + FIELD_BYTES * count;
  }
}
