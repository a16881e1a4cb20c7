// SPDX-License-Identifier: Apache-2.0
package dev.belady.data.synthetic;

import dev.belady.data.Batch;
import dev.belady.data.JaggedKeys;
import dev.belady.data.Schema;
import dev.belady.random.CounterRandom;
import java.util.Arrays;

/// The model from which labels are drawn: what a perfect learner would find.
///
/// The logit of a sample is a weighted sum of three parts: one effect per key, summed over all
/// bags; a linear function of the dense features; and, for up to four pairs of neighbouring slots,
/// the dot product of short hidden vectors of their keys, which only a model with interactions can
/// learn. The weights and the intercept are set on a pilot set of samples, so that the parts
/// contribute fixed shares of the variance, the logit has the asked standard deviation and the mean
/// probability is the asked click rate.
final class PlantedModel {
  private static final int MOST_PAIRS = 4;
  private static final double[] VARIANCE_SHARES = {0.55, 0.2, 0.25};
  private static final int BISECTIONS = 60;

  private final Schema schema;
  private final long[] slotOffsets;
  private final long[] effectSeeds;
  private final long[] vectorSeeds;
  private final double[] denseWeights;
  private final int pairedSlots;
  private final double[] partWeights = new double[VARIANCE_SHARES.length];
  private double intercept;

  PlantedModel(Schema schema, long[] slotOffsets, long seed) {
    this.schema = schema;
    this.slotOffsets = slotOffsets;
    CounterRandom random = new CounterRandom(seed);
    int slots = schema.slots();
    this.effectSeeds = new long[slots];
    this.vectorSeeds = new long[slots];
    for (int slot = 0; slot < slots; slot++) {
      effectSeeds[slot] = random.bits(CounterRandom.stream("planted effects", 0), slot);
      vectorSeeds[slot] = random.bits(CounterRandom.stream("planted vectors", 0), slot);
    }
    this.denseWeights = new double[schema.dense()];
    for (int i = 0; i < denseWeights.length; i++) {
      denseWeights[i] = random.normal(CounterRandom.stream("planted weights", 0), i);
    }
    this.pairedSlots = 2 * Math.min(MOST_PAIRS, slots / 2);
  }

  /// Sets the weights of the parts and the intercept.
  ///
  /// @param pilot samples of the kind to come
  /// @param signal the standard deviation of the logit over the pilot set
  /// @param clickRate the mean probability over the pilot set
  void calibrate(Batch pilot, double signal, double clickRate) {
    int samples = pilot.size();
    double[] parts = new double[partWeights.length];
    double[][] values = new double[partWeights.length][samples];
    for (int sample = 0; sample < samples; sample++) {
      parts(pilot, sample, parts);
      for (int part = 0; part < parts.length; part++) {
        values[part][sample] = parts[part];
      }
    }
    double[] logits = new double[samples];
    for (int part = 0; part < parts.length; part++) {
      partWeights[part] = weight(StrictMath.sqrt(VARIANCE_SHARES[part]), values[part]);
      for (int sample = 0; sample < samples; sample++) {
        logits[sample] += partWeights[part] * values[part][sample];
      }
    }
    double scale = weight(signal, logits);
    for (int part = 0; part < parts.length; part++) {
      partWeights[part] *= scale;
    }
    for (int sample = 0; sample < samples; sample++) {
      logits[sample] *= scale;
    }
    intercept = interceptFor(logits, clickRate);
  }

  /// The factor that gives `values` the standard deviation `deviation`; 0 when they are all the
  /// same.
  private static double weight(double deviation, double[] values) {
    double mean = Arrays.stream(values).sum() / values.length;
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    double actual = StrictMath.sqrt(squares / values.length);
    return actual > 1e-12 ? deviation / actual : 0;
  }

  private static double interceptFor(double[] logits, double clickRate) {
    double low = -1000;
    double high = 1000;
    for (int step = 0; step < BISECTIONS; step++) {
      double middle = (low + high) / 2;
      double clicks = 0;
      for (double logit : logits) {
        clicks += probability(logit + middle);
      }
      if (clicks < clickRate * logits.length) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }

  /// The true probability of a label 1 for a sample.
  ///
  /// @param parts room for three numbers
  double probability(Batch batch, int sample, double[] parts) {
    parts(batch, sample, parts);
    double logit = intercept;
    for (int part = 0; part < parts.length; part++) {
      logit += partWeights[part] * parts[part];
    }
    return probability(logit);
  }

  /// The number of parts of a logit.
  int partCount() {
    return partWeights.length;
  }

  private static double probability(double logit) {
    return 1 / (1 + StrictMath.exp(-logit));
  }

  private void parts(Batch batch, int sample, double[] parts) {
    double effects = 0;
    double products = 0;
    double left0 = 0;
    double left1 = 0;
    double left2 = 0;
    double left3 = 0;
    int slot = 0;
    for (int input = 0; input < schema.sparse().size(); input++) {
      JaggedKeys keys = batch.sparse(input);
      int firstBag = sample * keys.slots();
      for (int bag = firstBag; bag < firstBag + keys.slots(); bag++, slot++) {
        double v0 = 0;
        double v1 = 0;
        double v2 = 0;
        double v3 = 0;
        for (int i = keys.offsets()[bag]; i < keys.offsets()[bag + 1]; i++) {
          long key = keys.keys()[i] - slotOffsets[slot];
          effects += HiddenNumbers.normal(HiddenNumbers.mix(effectSeeds[slot], key));
          if (slot < pairedSlots) {
            long bits = HiddenNumbers.mix(vectorSeeds[slot], key);
            v0 += HiddenNumbers.uniform(bits, 0);
            v1 += HiddenNumbers.uniform(bits, 1);
            v2 += HiddenNumbers.uniform(bits, 2);
            v3 += HiddenNumbers.uniform(bits, 3);
          }
        }
        if ((slot & 1) == 1) {
          products += left0 * v0 + left1 * v1 + left2 * v2 + left3 * v3;
        }
        left0 = v0;
        left1 = v1;
        left2 = v2;
        left3 = v3;
      }
    }
    double linear = 0;
    for (int i = 0; i < denseWeights.length; i++) {
      linear += denseWeights[i] * batch.dense()[sample * denseWeights.length + i];
    }
    parts[0] = effects;
    parts[1] = linear;
    parts[2] = products;
  }
}
