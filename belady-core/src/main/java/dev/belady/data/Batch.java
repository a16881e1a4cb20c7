// SPDX-License-Identifier: Apache-2.0
package dev.belady.data;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A columnar group of samples, recycled from read to read.
///
/// Labels are `size x labels` and dense features `size x dense`, row-major; the keys of each
/// categorical input are a [JaggedKeys]. One thread at a time owns a batch; a queue hands it on.
public final class Batch {
  private final Schema schema;
  private final int capacity;
  private final float[] labels;
  private final float[] dense;
  private final List<JaggedKeys> sparse;
  private long @Nullable [] sampleNumbers;
  private int size;
  private long firstSample;
  private ReadPosition resumeAt = ReadPosition.START;

  /// An empty batch with room for `capacity` samples.
  public Batch(Schema schema, int capacity) {
    this.schema = schema;
    this.capacity = capacity;
    this.labels = new float[Math.multiplyExact(capacity, schema.labels())];
    this.dense = new float[Math.multiplyExact(capacity, schema.dense())];
    List<JaggedKeys> keys = new ArrayList<>();
    for (SparseInput input : schema.sparse()) {
      keys.add(new JaggedKeys(input.slots(), capacity));
    }
    this.sparse = List.copyOf(keys);
  }

  /// What a sample holds.
  public Schema schema() {
    return schema;
  }

  /// The most samples that fit.
  public int capacity() {
    return capacity;
  }

  /// The number of samples held.
  public int size() {
    return size;
  }

  /// Sets the number of samples after the columns were filled.
  public void setSize(int size) {
    if (size < 0 || size > capacity) {
      throw new IllegalArgumentException(
          "size must be in 0..capacity: size=" + size + ", capacity=" + capacity);
    }
    this.size = size;
  }

  /// The number of the first sample, counted from 0 over the whole run.
  public long firstSample() {
    return firstSample;
  }

  /// Sets the number of the first sample.
  public void setFirstSample(long firstSample) {
    this.firstSample = firstSample;
  }

  /// The number that a sample has in the data set, where the batch does not hold consecutive ones;
  /// otherwise -1.
  public long sampleNumber(int sample) {
    return sampleNumbers == null ? -1 : sampleNumbers[sample];
  }

  /// Notes the number of a sample; either all samples of a batch get one or none.
  public void numberSample(int sample, long number) {
    if (sampleNumbers == null) {
      sampleNumbers = new long[capacity];
    }
    sampleNumbers[sample] = number;
  }

  /// Where reading goes on after this batch; a checkpoint keeps it.
  public ReadPosition resumeAt() {
    return resumeAt;
  }

  /// Sets where reading goes on after this batch.
  public void setResumeAt(ReadPosition resumeAt) {
    this.resumeAt = resumeAt;
  }

  /// Labels, `size x schema.labels()`. Owned by the batch.
  public float[] labels() {
    return labels;
  }

  /// Dense features, `size x schema.dense()`. Owned by the batch.
  public float[] dense() {
    return dense;
  }

  /// The keys of categorical input `input`.
  public JaggedKeys sparse(int input) {
    return sparse.get(input);
  }

  /// Removes all samples.
  public void clear() {
    size = 0;
    for (JaggedKeys keys : sparse) {
      keys.clear();
    }
  }

  /// Appends sample `sample` of another batch with the same schema.
  public void addSample(Batch other, int sample) {
    addSamples(other, sample, 1);
  }

  /// Appends the samples `first` to `first + count - 1` of another batch with the same schema.
  public void addSamples(Batch other, int first, int count) {
    copyRows(other.labels, first, labels, count, schema.labels());
    copyRows(other.dense, first, dense, count, schema.dense());
    for (int i = 0; other.sampleNumbers != null && i < count; i++) {
      numberSample(size + i, other.sampleNumbers[first + i]);
    }
    for (int input = 0; input < sparse.size(); input++) {
      sparse.get(input).addSamples(other.sparse.get(input), first, count);
    }
    size += count;
  }

  private void copyRows(float[] source, int first, float[] target, int count, int width) {
    System.arraycopy(source, first * width, target, size * width, count * width);
  }
}
