// SPDX-License-Identifier: Apache-2.0
package dev.belady.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Random samples and whole data sets as text, for the tests of the formats.
public final class Samples {
  private Samples() {}

  /// A schema with 1 to 3 inputs, some multi-hot.
  public static Schema randomSchema(Random random) {
    List<SparseInput> inputs = new ArrayList<>();
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      int slots = 1 + random.nextInt(4);
      int hotness = random.nextInt(3) == 0 ? 1 : 1 + random.nextInt(6);
      inputs.add(new SparseInput("input" + i, slots, hotness, slots * hotness));
    }
    return new Schema(1 + random.nextInt(2), random.nextInt(5), inputs);
  }

  /// `count` samples with bags of any allowed length and keys of any allowed value.
  public static Batch random(Random random, Schema schema, KeyType keyType, int count) {
    Batch batch = new Batch(schema, Math.max(1, count));
    for (int i = 0; i < count * schema.labels(); i++) {
      batch.labels()[i] = random.nextInt(2);
    }
    for (int i = 0; i < count * schema.dense(); i++) {
      batch.dense()[i] = random.nextFloat() * 100 - 50;
    }
    for (int sample = 0; sample < count; sample++) {
      for (int input = 0; input < schema.sparse().size(); input++) {
        SparseInput sparse = schema.sparse().get(input);
        for (int slot = 0; slot < sparse.slots(); slot++) {
          long[] bag = new long[random.nextInt(sparse.maxHotness() + 1)];
          for (int i = 0; i < bag.length; i++) {
            bag[i] = keyType == KeyType.I64 ? random.nextLong() : random.nextLong(1L << 32);
          }
          batch.sparse(input).addBag(bag, 0, bag.length);
        }
      }
    }
    batch.setSize(count);
    return batch;
  }

  /// The samples of a batch, one line each.
  public static List<String> lines(Batch batch) {
    return ListSource.lines(batch);
  }

  /// All samples of a data set, read split by split in blocks of `blockSize`.
  public static List<String> lines(SampleSource source, int blockSize) {
    List<String> lines = new ArrayList<>();
    Batch block = new Batch(source.schema(), blockSize);
    for (Split split : source.splits()) {
      try (Split.Reader reader = split.open()) {
        while (reader.read(block) > 0) {
          lines.addAll(lines(block));
        }
      }
    }
    return lines;
  }
}
