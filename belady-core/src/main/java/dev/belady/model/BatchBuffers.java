// SPDX-License-Identifier: Apache-2.0
package dev.belady.model;

import dev.belady.nn.Layer;
import dev.belady.nn.Tensor;
import dev.belady.nn.Workspace;

/// The buffers of a network that span a batch and are shared by all workers: embedding vectors and
/// their gradients, and predictions; and the maker of the workers' own workspaces.
public final class BatchBuffers {
  private static final float[] NONE = {};

  private final Network network;
  private final float[][] values;
  private final float[][] gradients;
  private final int[] batchWideFloats;

  /// Buffers for batches of up to `batchSamples` samples.
  ///
  /// @param training whether gradients are needed
  public BatchBuffers(Network network, int batchSamples, boolean training) {
    this.network = network;
    int count = network.buffers().size();
    this.values = new float[count][];
    this.gradients = new float[count][];
    this.batchWideFloats = new int[count];
    for (int buffer = 0; buffer < count; buffer++) {
      BufferSpec spec = network.buffers().get(buffer);
      boolean bound = buffer == network.label().buffer() || buffer == network.dense().buffer();
      batchWideFloats[buffer] = spec.batchWide() ? spec.sampleFloats() : 0;
      boolean own = spec.batchWide() && !bound;
      int floats = own ? Math.multiplyExact(batchSamples, spec.sampleFloats()) : 0;
      values[buffer] = own ? new float[floats] : NONE;
      gradients[buffer] = own && training && spec.hasGradient() ? new float[floats] : NONE;
    }
  }

  /// The gradient of a batch-wide tensor, for every sample of the batch.
  public float[] gradients(Tensor tensor) {
    return gradients[tensor.buffer()];
  }

  /// The values of a batch-wide tensor, for every sample of the batch.
  public float[] values(Tensor tensor) {
    return values[tensor.buffer()];
  }

  /// A workspace over these buffers and its own for shards of up to `shardSamples` samples.
  ///
  /// @param training whether gradients are needed
  public Workspace newWorkspace(int shardSamples, boolean training) {
    float[][] shardValues = values.clone();
    float[][] shardGradients = gradients.clone();
    for (int buffer = 0; buffer < values.length; buffer++) {
      BufferSpec spec = network.buffers().get(buffer);
      if (!spec.batchWide()) {
        int floats = Math.multiplyExact(shardSamples, spec.sampleFloats());
        shardValues[buffer] = new float[floats];
        shardGradients[buffer] = training && spec.hasGradient() ? new float[floats] : NONE;
      }
    }
    float[][][] caches = new float[network.layers().size()][][];
    for (Layer layer : network.layers()) {
      caches[layer.wiring().layer()] =
          layer.cacheFloats().stream()
              .map(floats -> new float[Math.multiplyExact(shardSamples, floats)])
              .toArray(float[][]::new);
    }
    return new Workspace(shardValues, shardGradients, batchWideFloats, caches);
  }

  /// The room that layers use during a call, of one worker, for shards of up to `shardSamples`
  /// samples.
  public float[] newScratch(int shardSamples) {
    int scratch = 0;
    for (Layer layer : network.layers()) {
      scratch = Math.max(scratch, layer.scratchFloats(shardSamples));
    }
    return new float[scratch];
  }

  /// The bytes that these buffers and `workspaces` workspaces hold.
  public static long bytes(
      Network network, int batchSamples, int shardSamples, int workspaces, boolean training) {
    long floats = 0;
    for (BufferSpec spec : network.buffers()) {
      long samples = spec.batchWide() ? batchSamples : (long) shardSamples * workspaces;
      floats += samples * spec.sampleFloats() * (training && spec.hasGradient() ? 2 : 1);
    }
    for (Layer layer : network.layers()) {
      for (int cache : layer.cacheFloats()) {
        floats += (long) shardSamples * workspaces * cache;
      }
    }
    return floats * Float.BYTES;
  }
}
