// SPDX-License-Identifier: Apache-2.0
package dev.belady.data.norm;

import dev.belady.data.Batch;
import dev.belady.data.DataException;
import dev.belady.data.JaggedKeys;
import dev.belady.data.KeyType;
import dev.belady.data.Schema;
import dev.belady.data.SparseInput;
import dev.belady.data.file.LittleEndian;
import java.util.List;

/// The bytes of one sample: labels and dense features as floats, then for each slot the number of
/// its keys as int and the keys, all little-endian and without padding.
final class NormLayout {
  private static final int NO_SAMPLE = -1;

  /// A larger sample means that the configured limits are wrong.
  private static final long MOST_BYTES = 1 << 26;

  private final Schema schema;
  private final boolean wideKeys;
  private final int keyBytes;
  private final int floatBytes;
  private final int minBytes;
  private final int maxBytes;
  private long[] bag = new long[16];

  NormLayout(Schema schema, KeyType keyType) {
    this.schema = schema;
    this.wideKeys = keyType == KeyType.I64;
    this.keyBytes = keyType.bytes();
    this.floatBytes = 4 * (schema.labels() + schema.dense());
    this.minBytes = floatBytes + 4 * schema.slots();
    long most = minBytes;
    for (SparseInput input : schema.sparse()) {
      most +=
          keyBytes * Math.min(input.maxKeysPerSample(), (long) input.slots() * input.maxHotness());
    }
    if (most > MOST_BYTES) {
      throw new DataException(
          "a sample must fit into "
              + MOST_BYTES
              + " bytes with max_nnz keys in each slot: bytes="
              + most);
    }
    this.maxBytes = (int) most;
  }

  /// Bytes of a sample without keys.
  int minBytes() {
    return minBytes;
  }

  /// Bytes of a sample with as many keys as the schema allows.
  int maxBytes() {
    return maxBytes;
  }

  /// The length of the sample at `at`, or -1 when the bytes before `limit` are no sample that the
  /// schema allows.
  int measure(byte[] bytes, int at, int limit) {
    int next = at + floatBytes;
    for (int i = 0; i < schema.sparse().size(); i++) {
      SparseInput input = schema.sparse().get(i);
      int keys = 0;
      for (int slot = 0; slot < input.slots(); slot++) {
        if (limit - next < 4) {
          return NO_SAMPLE;
        }
        int nnz = LittleEndian.getInt(bytes, next);
        if (nnz < 0 || nnz > input.maxHotness()) {
          return NO_SAMPLE;
        }
        keys += nnz;
        next += 4;
        if (keys > input.maxKeysPerSample() || (long) nnz * keyBytes > limit - next) {
          return NO_SAMPLE;
        }
        next += nnz * keyBytes;
      }
    }
    return next <= limit ? next - at : NO_SAMPLE;
  }

  /// Why [#measure(byte[], int, int)] found no sample.
  String explain(byte[] bytes, int at, int limit) {
    int next = at + floatBytes;
    int number = 0;
    for (SparseInput input : schema.sparse()) {
      long keys = 0;
      for (int slot = 0; slot < input.slots(); slot++, number++) {
        if (limit - next < 4) {
          return "the bytes must not end inside a sample: slot=" + number;
        }
        int nnz = LittleEndian.getInt(bytes, next);
        if (nnz < 0 || nnz > input.maxHotness()) {
          return "nnz must be in 0..max_nnz: nnz="
              + nnz
              + ", max_nnz="
              + input.maxHotness()
              + ", slot="
              + number;
        }
        keys += nnz;
        if (keys > input.maxKeysPerSample()) {
          return "a sample must have at most max_feature_num_per_sample keys: max_feature_num_per_sample="
              + input.maxKeysPerSample()
              + ", keys="
              + keys
              + " after slot "
              + number;
        }
        next += 4;
        if ((long) nnz * keyBytes > limit - next) {
          return "the bytes must not end inside a sample: slot=" + number;
        }
        next += nnz * keyBytes;
      }
    }
    return "the sample is shorter than its frame: sample="
        + (next - at)
        + ", frame="
        + (limit - at);
  }

  /// Appends the sample at `at`, which was measured, to `batch`.
  void decode(byte[] bytes, int at, Batch batch) {
    int sample = batch.size();
    int labels = schema.labels();
    int dense = schema.dense();
    LittleEndian.getFloats(bytes, at, batch.labels(), sample * labels, labels);
    LittleEndian.getFloats(bytes, at + 4 * labels, batch.dense(), sample * dense, dense);
    int next = at + floatBytes;
    List<SparseInput> inputs = schema.sparse();
    for (int i = 0; i < inputs.size(); i++) {
      JaggedKeys keys = batch.sparse(i);
      for (int slot = 0; slot < inputs.get(i).slots(); slot++) {
        int nnz = LittleEndian.getInt(bytes, next);
        next += 4;
        if (nnz == 1) {
          keys.addBag(key(bytes, next));
        } else {
          decodeBag(bytes, next, nnz, keys);
        }
        next += nnz * keyBytes;
      }
    }
    batch.setSize(sample + 1);
  }

  private void decodeBag(byte[] bytes, int at, int nnz, JaggedKeys keys) {
    if (nnz > bag.length) {
      bag = new long[2 * nnz];
    }
    for (int i = 0; i < nnz; i++) {
      bag[i] = key(bytes, at + i * keyBytes);
    }
    keys.addBag(bag, 0, nnz);
  }

  private long key(byte[] bytes, int at) {
    return wideKeys
        ? LittleEndian.getLong(bytes, at)
        : Integer.toUnsignedLong(LittleEndian.getInt(bytes, at));
  }

  /// The bytes that sample `sample` of `batch` takes.
  int size(Batch batch, int sample) {
    int keys = 0;
    for (int i = 0; i < schema.sparse().size(); i++) {
      int slots = schema.sparse().get(i).slots();
      int[] offsets = batch.sparse(i).offsets();
      keys += offsets[(sample + 1) * slots] - offsets[sample * slots];
    }
    return minBytes + keys * keyBytes;
  }

  /// Writes sample `sample` of `batch` at `at`.
  ///
  /// @throws DataException when a key does not fit the width of keys
  void encode(Batch batch, int sample, byte[] bytes, int at) {
    int labels = schema.labels();
    int dense = schema.dense();
    LittleEndian.putFloats(bytes, at, batch.labels(), sample * labels, labels);
    LittleEndian.putFloats(bytes, at + 4 * labels, batch.dense(), sample * dense, dense);
    int next = at + floatBytes;
    for (int i = 0; i < schema.sparse().size(); i++) {
      JaggedKeys keys = batch.sparse(i);
      int[] offsets = keys.offsets();
      for (int bag = sample * keys.slots(); bag < (sample + 1) * keys.slots(); bag++) {
        LittleEndian.putInt(bytes, next, offsets[bag + 1] - offsets[bag]);
        next += 4;
        for (int key = offsets[bag]; key < offsets[bag + 1]; key++) {
          putKey(bytes, next, keys.keys()[key]);
          next += keyBytes;
        }
      }
    }
  }

  private void putKey(byte[] bytes, int at, long key) {
    if (wideKeys) {
      LittleEndian.putLong(bytes, at, key);
    } else if (key >>> 32 != 0) {
      throw new DataException("a key must be in 0..4294967295 with input_key_type I32: key=" + key);
    } else {
      LittleEndian.putInt(bytes, at, (int) key);
    }
  }
}
