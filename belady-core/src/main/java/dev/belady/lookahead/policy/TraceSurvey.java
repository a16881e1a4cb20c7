// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead.policy;

import dev.belady.lookahead.PopularityProfile;

/// A first look at a trace, before it is simulated: how many rows it has, how large its batches
/// are, and which rows a sample of its batches uses most.
///
/// Memory: as [CacheSimulation] says, and 8 bytes per distinct row for the sample.
public final class TraceSurvey {
  private final int sampleEvery;
  private final RowNumbering numbering = new RowNumbering();
  private final PopularityProfile profile = new PopularityProfile();
  private int[] sampled = new int[0];
  private int batches;
  private long lookups;
  private long requests;
  private int largestBatch;

  /// A survey that counts popularity in every batch whose number is a multiple of `sampleEvery`, at
  /// least 1; the first is number 0.
  public TraceSurvey(int sampleEvery) {
    if (sampleEvery < 1) {
      throw new IllegalArgumentException("sampleEvery must be >= 1: sampleEvery=" + sampleEvery);
    }
    this.sampleEvery = sampleEvery;
  }

  /// Looks at the next batch: the first `count` of `keys`, which may repeat.
  public void add(long[] keys, int count) {
    int distinct = numbering.add(keys, count).size();
    lookups += count;
    requests += distinct;
    largestBatch = Math.max(largestBatch, distinct);
    if (batches % sampleEvery == 0) {
      sampled = sampled.length < count ? new int[count] : sampled;
      for (int i = 0; i < count; i++) {
        sampled[i] = numbering.number(keys[i]);
      }
      profile.add(sampled, count);
    }
    batches++;
  }

  /// The batches seen.
  public int batches() {
    return batches;
  }

  /// The keys seen, repeated ones included.
  public long lookups() {
    return lookups;
  }

  /// The distinct rows of a batch, summed over the batches.
  public long requests() {
    return requests;
  }

  /// The distinct rows of all batches.
  public int distinctRows() {
    return numbering.size();
  }

  /// The most distinct rows of a batch: with [BatchRows#COUNTED] no capacity below it works.
  public int largestBatch() {
    return largestBatch;
  }

  RowNumbering numbering() {
    return numbering;
  }

  PopularityProfile profile() {
    return profile;
  }
}
