// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.data.Batch;
import dev.belady.data.Schema;
import java.util.List;
import java.util.stream.LongStream;

/// The made-up data of the reference implementation of DLRM, `--data-generation=random` with its
/// default distribution.
///
/// @param keys the most keys of a bag
/// @param fixedKeys whether every bag draws that many keys; else a random number, at least 1
/// @param roundLabels whether labels are 0 or 1
record ReferenceSamples(int keys, boolean fixedKeys, boolean roundLabels) {
  private static final int SEED = 123;

  /// `batches` batches of `batchSize` samples; each pass over them is the same.
  ///
  /// @param rows the rows of each table; a table's keys start where those of the table before end
  Batch draw(Schema schema, List<Integer> rows, int batches, int batchSize) {
    NumpyRandom random = new NumpyRandom(SEED);
    Batch all = new Batch(schema, batches * batchSize);
    for (int first = 0; first < all.capacity(); first += batchSize) {
      drawBatch(random, rows, first, batchSize, all);
    }
    all.setSize(all.capacity());
    return all;
  }

  private void drawBatch(
      NumpyRandom random, List<Integer> rows, int first, int batchSize, Batch all) {
    int dense = all.schema().dense();
    for (int i = 0; i < batchSize * dense; i++) {
      all.dense()[first * dense + i] = (float) random.random();
    }
    long[][][] bags = new long[rows.size()][batchSize][];
    long firstKey = 0;
    for (int table = 0; table < rows.size(); table++) {
      for (int sample = 0; sample < batchSize; sample++) {
        bags[table][sample] = drawBag(random, rows.get(table), firstKey);
      }
      firstKey += rows.get(table);
    }
    for (int sample = 0; sample < batchSize; sample++) {
      for (long[][] table : bags) {
        all.sparse(0).addBag(table[sample], 0, table[sample].length);
      }
    }
    for (int i = 0; i < batchSize; i++) {
      float label = (float) random.random();
      all.labels()[first + i] = roundLabels ? (float) Math.rint(label) : label;
    }
  }

  /// The distinct keys of one bag in ascending order.
  private long[] drawBag(NumpyRandom random, int rows, long firstKey) {
    double count =
        fixedKeys ? keys : Math.rint(Math.max(1, random.random() * Math.min(rows, keys)));
    long[] drawn = new long[(int) count];
    for (int i = 0; i < drawn.length; i++) {
      drawn[i] = firstKey + (long) Math.rint(random.random() * (rows - 1));
    }
    return LongStream.of(drawn).distinct().sorted().toArray();
  }
}
