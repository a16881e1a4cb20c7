// SPDX-License-Identifier: Apache-2.0
package dev.belady.popularity;

import dev.belady.data.Batch;
import dev.belady.data.Schema;
import dev.belady.data.SparseInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/// Inputs with one key per field, drawn from a power law: of a field of n keys the k-th most
/// popular one has a probability in proportion to k^-alpha.
///
/// @param seed decides all
/// @param alpha the exponent
/// @param fieldKeys the keys of each field
record PowerLawInputs(long seed, double alpha, List<Integer> fieldKeys) {
  private static final int BATCH_SAMPLES = 1000;

  /// One table for all fields, with records of so many bytes.
  CountedTable table(int recordBytes) {
    List<CountedTable.Field> fields = new ArrayList<>();
    long first = 0;
    for (int keys : fieldKeys) {
      fields.add(new CountedTable.Field("f" + fields.size(), first, keys));
      first += keys;
    }
    return new CountedTable("table", 0, recordBytes, fields);
  }

  /// Hands out `count` inputs in batches; equal inputs at every call.
  void each(int count, Consumer<Batch> consumer) {
    Schema schema =
        new Schema(1, 0, List.of(new SparseInput("keys", fieldKeys.size(), 1, fieldKeys.size())));
    List<double[]> cumulated = fieldKeys.stream().map(this::cumulated).toList();
    Random random = new Random(seed);
    Batch batch = new Batch(schema, BATCH_SAMPLES);
    for (int at = 0; at < count; at += BATCH_SAMPLES) {
      int size = Math.min(BATCH_SAMPLES, count - at);
      batch.clear();
      for (int i = 0; i < size; i++) {
        long first = 0;
        for (double[] field : cumulated) {
          int found = java.util.Arrays.binarySearch(field, random.nextDouble());
          int rank = Math.min(found < 0 ? -found - 1 : found, field.length - 1);
          // Popular keys lie anywhere: 7919 is prime and divides no size in use.
          batch.sparse(0).addBag(first + rank * 7919L % field.length);
          first += field.length;
        }
      }
      batch.setSize(size);
      batch.setFirstSample(at);
      consumer.accept(batch);
    }
  }

  private double[] cumulated(int keys) {
    double[] sums = new double[keys];
    double sum = 0;
    for (int k = 0; k < keys; k++) {
      sum += Math.pow(k + 1.0, -alpha);
      sums[k] = sum;
    }
    for (int k = 0; k < keys; k++) {
      sums[k] /= sum;
    }
    return sums;
  }
}
