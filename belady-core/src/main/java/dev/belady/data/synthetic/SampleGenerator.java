// SPDX-License-Identifier: Apache-2.0
package dev.belady.data.synthetic;

import dev.belady.data.Batch;
import dev.belady.data.JaggedKeys;
import dev.belady.data.Schema;
import dev.belady.data.SourceSpec;
import dev.belady.random.CounterRandom;
import org.jspecify.annotations.Nullable;

/// Draws samples by their number. Immutable but for scratch space: each thread has its own.
final class SampleGenerator {
  private static final int PILOT_SAMPLES = 4096;

  private final Schema schema;
  private final SyntheticOptions options;
  private final CounterRandom random;
  private final long[] slotOffsets;
  private final PowerLaw[] laws;
  private final @Nullable Scramble[] scrambles;
  private final int keysPerSample;
  private final PlantedModel model;
  private final double[] parts;
  private final long[] bag;

  SampleGenerator(SourceSpec spec, SyntheticOptions options) {
    this.schema = spec.schema();
    this.options = options;
    this.random = new CounterRandom(options.seed());
    this.slotOffsets = spec.slotOffsets();
    int slots = schema.slots();
    this.laws = new PowerLaw[slots];
    this.scrambles = new Scramble[slots];
    int keys = 0;
    int longestBag = 0;
    for (int slot = 0; slot < slots; slot++) {
      long size = spec.slotSizes().get(slot);
      laws[slot] = new PowerLaw(size, options.alpha());
      if (options.scramble()) {
        scrambles[slot] =
            new Scramble(size, random.bits(CounterRandom.stream("scramble", 0), slot));
      }
      keys += options.maxKeys()[slot];
      longestBag = Math.max(longestBag, options.maxKeys()[slot]);
    }
    this.keysPerSample = keys;
    this.bag = new long[longestBag];
    this.model = new PlantedModel(schema, slotOffsets, options.seed());
    this.parts = new double[model.partCount()];
    Batch pilot = new Batch(schema, PILOT_SAMPLES);
    drawFeatures("pilot", 0, PILOT_SAMPLES, pilot);
    model.calibrate(pilot, options.signal(), options.clickRate());
  }

  private SampleGenerator(SampleGenerator other) {
    this.schema = other.schema;
    this.options = other.options;
    this.random = other.random;
    this.slotOffsets = other.slotOffsets;
    this.laws = other.laws;
    this.scrambles = other.scrambles;
    this.keysPerSample = other.keysPerSample;
    this.model = other.model;
    this.parts = new double[other.parts.length];
    this.bag = new long[other.bag.length];
  }

  /// The same generator for another thread.
  SampleGenerator copy() {
    return new SampleGenerator(this);
  }

  /// Fills `batch` with the samples `first` to `first + count - 1` of the configured stream.
  void fill(long first, int count, Batch batch) {
    drawFeatures(options.stream(), first, count, batch);
    long stream = CounterRandom.stream("labels " + options.stream(), 0);
    int labels = schema.labels();
    for (int sample = 0; sample < count; sample++) {
      double probability = model.probability(batch, sample, parts);
      for (int label = 0; label < labels; label++) {
        double draw = random.uniformDouble(stream, (first + sample) * labels + label);
        batch.labels()[sample * labels + label] = draw < probability ? 1 : 0;
      }
    }
  }

  /// The true probability of a label 1 of a sample that [#fill(long, int, Batch)] drew.
  double probability(Batch batch, int sample) {
    return model.probability(batch, sample, parts);
  }

  private void drawFeatures(String name, long first, int count, Batch batch) {
    batch.clear();
    drawDense(CounterRandom.stream("dense " + name, 0), first, count, batch.dense());
    long keyStream = CounterRandom.stream("keys " + name, 0);
    long countStream = CounterRandom.stream("nnz " + name, 0);
    for (long sample = first; sample < first + count; sample++) {
      int slot = 0;
      long draw = sample * keysPerSample;
      for (int input = 0; input < schema.sparse().size(); input++) {
        JaggedKeys keys = batch.sparse(input);
        for (int i = 0; i < keys.slots(); i++, slot++) {
          int nnz = drawCount(countStream, sample, slot);
          for (int key = 0; key < nnz; key++) {
            bag[key] = drawKey(keyStream, draw + key, slot);
          }
          keys.addBag(bag, 0, nnz);
          draw += options.maxKeys()[slot];
        }
      }
    }
    batch.setSize(count);
  }

  private void drawDense(long stream, long first, int count, float[] dense) {
    int width = schema.dense();
    long draw = first * width;
    for (int i = 0; i < count * width; i++, draw++) {
      dense[i] =
          options.normalDense()
              ? (float) random.normal(stream, draw)
              : random.uniform(stream, draw);
    }
  }

  private int drawCount(long stream, long sample, int slot) {
    int least = options.minKeys()[slot];
    int most = options.maxKeys()[slot];
    if (least == most) {
      return least;
    }
    long bits = random.bits(stream, sample * laws.length + slot);
    return least + (int) Math.unsignedMultiplyHigh(bits, most - least + 1L);
  }

  private long drawKey(long stream, long draw, int slot) {
    long key = laws[slot].key(random.uniformDouble(stream, draw));
    Scramble scramble = scrambles[slot];
    return slotOffsets[slot] + (scramble == null ? key : scramble.map(key));
  }
}
