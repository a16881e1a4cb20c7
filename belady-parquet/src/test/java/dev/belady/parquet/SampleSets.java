// SPDX-License-Identifier: Apache-2.0
package dev.belady.parquet;

import dev.belady.data.BadRecords;
import dev.belady.data.Batch;
import dev.belady.data.JaggedKeys;
import dev.belady.data.KeyType;
import dev.belady.data.SampleSource;
import dev.belady.data.SampleWriter;
import dev.belady.data.Schema;
import dev.belady.data.SourceSpec;
import dev.belady.data.SparseInput;
import dev.belady.data.Split;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Descriptions of data sets, random samples, and samples as text for comparison.
final class SampleSets {
  private SampleSets() {}

  /// A set whose inputs are given, with I64 keys and no slot sizes.
  static SourceSpec spec(Path path, int labels, int dense, SparseInput... inputs) {
    return spec(
        path, new Schema(labels, dense, List.of(inputs)), KeyType.I64, List.of(), 0, Map.of());
  }

  /// A set with everything given.
  static SourceSpec spec(
      Path path,
      Schema schema,
      KeyType keyType,
      List<Long> slotSizes,
      long badRecords,
      Map<String, String> options) {
    return new SourceSpec(
        schema,
        path.toString(),
        keyType,
        false,
        slotSizes,
        0,
        true,
        options,
        new BadRecords(badRecords));
  }

  /// A random schema: 1 to 3 labels, 0 to 4 dense features, 0 to 3 inputs, one-hot or multi-hot.
  static Schema randomSchema(Random random) {
    List<SparseInput> inputs = new ArrayList<>();
    int count = random.nextInt(4);
    for (int i = 0; i < count; i++) {
      int slots = 1 + random.nextInt(3);
      int hotness = random.nextBoolean() ? 1 : 1 + random.nextInt(5);
      inputs.add(new SparseInput("input" + i, slots, hotness, slots * hotness));
    }
    return new Schema(1 + random.nextInt(3), random.nextInt(5), inputs);
  }

  /// Random sizes of all slots, or none.
  static List<Long> randomSlotSizes(Schema schema, Random random) {
    List<Long> sizes = new ArrayList<>();
    for (int slot = 0; slot < schema.slots(); slot++) {
      sizes.add(1L + random.nextInt(1000));
    }
    return random.nextBoolean() ? sizes : List.of();
  }

  /// A batch of random samples that fit `spec`; about a third of the bags is empty.
  static Batch randomBatch(SourceSpec spec, int samples, Random random) {
    Schema schema = spec.schema();
    Batch batch = new Batch(schema, samples);
    for (int i = 0; i < samples * schema.labels(); i++) {
      batch.labels()[i] = random.nextInt(2);
    }
    for (int i = 0; i < samples * schema.dense(); i++) {
      batch.dense()[i] = (float) random.nextGaussian();
    }
    long[] offsets = spec.slotOffsets();
    for (int sample = 0; sample < samples; sample++) {
      int slot = 0;
      for (int input = 0; input < schema.sparse().size(); input++) {
        JaggedKeys bags = batch.sparse(input);
        int hotness = schema.sparse().get(input).maxHotness();
        for (int i = 0; i < bags.slots(); i++) {
          int count = random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(hotness);
          long[] keys = new long[count];
          for (int k = 0; k < count; k++) {
            keys[k] = offsets[slot] + randomKey(spec, slot, random);
          }
          bags.addBag(keys, 0, count);
          slot++;
        }
      }
    }
    batch.setSize(samples);
    return batch;
  }

  private static long randomKey(SourceSpec spec, int slot, Random random) {
    if (!spec.slotSizes().isEmpty()) {
      return random.nextLong(spec.slotSizes().get(slot));
    }
    return switch (random.nextInt(3)) {
      case 0 -> random.nextInt(10);
      case 1 -> random.nextLong(1L << 32);
      default -> spec.keyType() == KeyType.I32 ? 0xFFFF_FFFFL : random.nextLong();
    };
  }

  /// Writes batches.
  static void write(SourceSpec spec, long samplesPerFile, Batch... batches) throws IOException {
    try (SampleWriter writer = new ParquetFormat().create(spec, samplesPerFile)) {
      for (Batch batch : batches) {
        writer.write(batch);
      }
    }
  }

  /// Opens a set and reads all of it as text.
  static List<String> read(SourceSpec spec) {
    return read(new ParquetFormat().open(spec), 7);
  }

  /// Reads all of a set as text, in batches of `capacity`.
  static List<String> read(SampleSource source, int capacity) {
    List<String> samples = new ArrayList<>();
    for (Split split : source.splits()) {
      samples.addAll(read(split, source.schema(), capacity));
    }
    return samples;
  }

  /// Reads a split as text.
  static List<String> read(Split split, Schema schema, int capacity) {
    List<String> samples = new ArrayList<>();
    Batch batch = new Batch(schema, capacity);
    try (Split.Reader reader = split.open()) {
      while (reader.read(batch) > 0) {
        samples.addAll(text(batch));
      }
    }
    return samples;
  }

  /// Each sample of a batch as `[labels] [dense] [[keys of slot 0], ...] ...`.
  static List<String> text(Batch batch) {
    Schema schema = batch.schema();
    List<String> samples = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      StringBuilder text = new StringBuilder();
      text.append(part(batch.labels(), i, schema.labels()));
      text.append(' ').append(part(batch.dense(), i, schema.dense()));
      for (int input = 0; input < schema.sparse().size(); input++) {
        JaggedKeys keys = batch.sparse(input);
        List<String> bags = new ArrayList<>();
        for (int bag = i * keys.slots(); bag < (i + 1) * keys.slots(); bag++) {
          bags.add(
              Arrays.toString(
                  Arrays.copyOfRange(keys.keys(), keys.offsets()[bag], keys.offsets()[bag + 1])));
        }
        text.append(' ').append(bags);
      }
      samples.add(text.toString());
    }
    return samples;
  }

  private static String part(float[] rows, int row, int width) {
    return Arrays.toString(Arrays.copyOfRange(rows, row * width, (row + 1) * width));
  }
}
