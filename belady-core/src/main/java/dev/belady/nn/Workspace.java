// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

/// What one worker needs to take one shard of samples through the network: buffers of values and
/// gradients, the parameters, and where the shard stands in its batch.
///
/// Buffers are of two kinds. Most belong to the workspace and start at offset 0; inputs, labels,
/// predictions and embedding gradients belong to the whole batch and start at the shard's first
/// sample. Layers read and write through `values`, `gradients` and their offsets and need not know.
/// One worker uses a workspace at a time.
public final class Workspace {
  private final float[][] values;
  private final float[][] gradients;
  private final int[] batchWideFloats;
  private final float[][][] caches;
  private float[] scratch = new float[0];
  private Helpers helpers = Helpers.NONE;
  private float[] parameters = new float[0];
  private float[] parameterGradients = new float[0];
  private boolean startsGradients;
  private int samples;
  private int firstSample;
  private int batchSamples;
  private boolean training;
  private long step;
  private double lossSum;

  /// A workspace over the given buffers.
  ///
  /// @param values values by buffer number
  /// @param gradients gradients by buffer number; an empty array where none is kept
  /// @param batchWideFloats by buffer number, 0 if the buffer belongs to the workspace, else the
  ///   floats per sample of a buffer that spans the batch
  /// @param caches by layer number, then by cache number
  public Workspace(
      float[][] values, float[][] gradients, int[] batchWideFloats, float[][][] caches) {
    this.values = values;
    this.gradients = gradients;
    this.batchWideFloats = batchWideFloats;
    this.caches = caches;
  }

  /// Points the workspace at a shard.
  public void enterShard(
      int firstSample, int samples, int batchSamples, boolean training, long step) {
    this.firstSample = firstSample;
    this.samples = samples;
    this.batchSamples = batchSamples;
    this.training = training;
    this.step = step;
    this.lossSum = 0;
  }

  /// Sets whose hands the workspace is in.
  ///
  /// @param workerScratch room that a layer may use during one call
  /// @param others who may take parts of a call
  public void enterWorker(float[] workerScratch, Helpers others) {
    scratch = workerScratch;
    helpers = others;
  }

  /// Replaces the values of a batch-wide buffer (labels, dense features of the current batch).
  public void bindValues(int buffer, float[] batchValues) {
    values[buffer] = batchValues;
  }

  /// Sets the parameters and the array that their gradients are added to.
  public void bindParameters(float[] newParameters, float[] newGradients) {
    parameters = newParameters;
    parameterGradients = newGradients;
    startsGradients = false;
  }

  /// Says that nothing was added to the gradients yet: they hold what an earlier step left.
  public void startGradients() {
    startsGradients = true;
  }

  /// The array that holds the tensor's values, from [#offset(Tensor)] on.
  public float[] values(Tensor tensor) {
    return values[tensor.buffer()];
  }

  /// The array that holds the tensor's gradient, from [#offset(Tensor)] on.
  public float[] gradients(Tensor tensor) {
    return gradients[tensor.buffer()];
  }

  /// Where the shard's part of the tensor starts in both of its arrays.
  public int offset(Tensor tensor) {
    return firstSample * batchWideFloats[tensor.buffer()];
  }

  /// Cache number `cache` of layer number `layer`: room for the shard's samples, kept from forward
  /// to backward.
  public float[] cache(int layer, int cache) {
    return caches[layer][cache];
  }

  /// Room that a layer may use during one call.
  public float[] scratch() {
    return scratch;
  }

  /// Who may take parts of a call.
  public Helpers helpers() {
    return helpers;
  }

  /// All dense parameters.
  public float[] parameters() {
    return parameters;
  }

  /// The gradients of all dense parameters, to be added to.
  public float[] parameterGradients() {
    return parameterGradients;
  }

  /// Whether a layer that can must overwrite its part of the gradients instead of adding to it.
  public boolean startsGradients() {
    return startsGradients;
  }

  /// The samples of the shard.
  public int samples() {
    return samples;
  }

  /// The number of the shard's first sample inside its batch.
  public int firstSample() {
    return firstSample;
  }

  /// The samples of the whole batch.
  public int batchSamples() {
    return batchSamples;
  }

  /// Whether this is a training pass (dropout on, batch statistics), not an evaluation.
  public boolean training() {
    return training;
  }

  /// The number of the training step, from 1; with a sample's number it keys random masks.
  public long step() {
    return step;
  }

  /// The sum of the sample losses of the shard.
  public double lossSum() {
    return lossSum;
  }

  /// Adds to the sum of the sample losses of the shard.
  public void addLossSum(double sum) {
    lossSum += sum;
  }
}
