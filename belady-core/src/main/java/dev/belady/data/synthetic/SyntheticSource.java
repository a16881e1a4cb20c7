// SPDX-License-Identifier: Apache-2.0
package dev.belady.data.synthetic;

import dev.belady.data.Batch;
import dev.belady.data.DataException;
import dev.belady.data.SampleSource;
import dev.belady.data.Schema;
import dev.belady.data.SourceSpec;
import dev.belady.data.Split;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/// A made-up data set; see [SyntheticFormat].
public final class SyntheticSource implements SampleSource {
  private static final long SPLIT_SAMPLES = 16_384;
  private static final int BLOCK_SAMPLES = 1024;

  private final Schema schema;
  private final SampleGenerator generator;
  private final long first;
  private final long samples;

  private SyntheticSource(Schema schema, SampleGenerator generator, long first, long samples) {
    this.schema = schema;
    this.generator = generator;
    this.first = first;
    this.samples = samples;
  }

  static SyntheticSource open(SourceSpec spec) {
    SyntheticOptions options = SyntheticOptions.of(spec);
    if (spec.samples() < 1) {
      throw new DataException(
          "num_samples must be > 0 with format Synthetic: num_samples=" + spec.samples());
    }
    if (spec.slotSizes().isEmpty() && spec.schema().slots() > 0) {
      throw new DataException("slot_size_array must be given with format Synthetic");
    }
    return new SyntheticSource(
        spec.schema(), new SampleGenerator(spec, options), options.firstSample(), spec.samples());
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public List<Split> splits() {
    List<Split> splits = new ArrayList<>();
    for (long at = 0; at < samples; at += SPLIT_SAMPLES) {
      splits.add(new Range(first + at, first + Math.min(samples, at + SPLIT_SAMPLES), generator));
    }
    return splits;
  }

  @Override
  public OptionalLong sampleCount() {
    return OptionalLong.of(samples);
  }

  /// The AUC of the true probabilities against the labels of the first `count` samples: no model
  /// can be better but by chance. It is 0.5 when all labels are the same. Only the first label
  /// counts.
  public double bestReachableAuc(int count) {
    SampleGenerator own = generator.copy();
    Batch batch = new Batch(schema, BLOCK_SAMPLES);
    long[] ranked = new long[count];
    for (int at = 0; at < count; at += BLOCK_SAMPLES) {
      int size = Math.min(BLOCK_SAMPLES, count - at);
      own.fill(first + at, size, batch);
      for (int sample = 0; sample < size; sample++) {
        long order = Double.doubleToLongBits(own.probability(batch, sample));
        long label = (long) batch.labels()[sample * schema.labels()];
        ranked[at + sample] = order << 1 | label;
      }
    }
    return auc(ranked);
  }

  /// The area under the ROC curve by ranks, equal probabilities counting half.
  ///
  /// @param ranked probability bits, which order as the probabilities do, with the label as last
  ///   bit
  private static double auc(long[] ranked) {
    Arrays.sort(ranked);
    double above = 0;
    long negatives = 0;
    long positives = 0;
    int at = 0;
    while (at < ranked.length) {
      long tiedPositives = 0;
      int tie = at;
      while (tie < ranked.length && ranked[tie] >>> 1 == ranked[at] >>> 1) {
        tiedPositives += ranked[tie] & 1;
        tie++;
      }
      long tiedNegatives = tie - at - tiedPositives;
      above += tiedPositives * (negatives + tiedNegatives / 2.0);
      positives += tiedPositives;
      negatives += tiedNegatives;
      at = tie;
    }
    return positives == 0 || negatives == 0 ? 0.5 : above / ((double) positives * negatives);
  }

  private record Range(long from, long to, SampleGenerator generator) implements Split {
    @Override
    public String describe() {
      return "synthetic samples " + from + " to " + (to - 1);
    }

    @Override
    public Reader open() {
      return new RangeReader(from, to, generator.copy());
    }
  }

  private static final class RangeReader implements Split.Reader {
    private final long to;
    private final SampleGenerator generator;
    private long next;

    RangeReader(long from, long to, SampleGenerator generator) {
      this.next = from;
      this.to = to;
      this.generator = generator;
    }

    @Override
    public int read(Batch batch) {
      int count = (int) Math.min(batch.capacity(), to - next);
      generator.fill(next, count, batch);
      next += count;
      return count;
    }

    @Override
    public void close() {}
  }
}
