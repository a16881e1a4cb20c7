// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// Compares a layer with a naive version of itself in double precision: the outputs, and the
/// gradients of all inputs and parameters with central differences of the naive version.
///
/// A check runs batches cut into shards in several ways (one sample, equal shards, a short last
/// shard), with gradients overwritten, added, unwanted or mixed, and with buffers that belong to
/// the workspace or span the batch. Whatever a layer must not read is NaN; whatever it must not
/// write is compared afterwards.
final class GradientCheck {
  /// The offset that the factory must give the layer's first parameter.
  static final int FIRST_PARAMETER = 5;

  /// The step of every pass.
  static final long STEP = 7;

  private static final long SEED = Long.getLong("belady.seed", 1);
  private static final int[][] CUTS = {{1}, {5}, {4, 4, 2}, {3, 3}};

  /// Makes the layer under test.
  interface Factory {
    Layer create(Wiring wiring);
  }

  /// The naive version: outputs of a whole batch.
  interface Oracle {
    double[][] outputs(double[][] inputs, double[] parameters, int samples);
  }

  /// The naive mean loss of a whole batch.
  interface LossOracle {
    double meanLoss(double[][] inputs, int samples);
  }

  enum Mode {
    OVERWRITE,
    ACCUMULATE,
    MIXED
  }

  final List<TensorShape> inputShapes;
  final List<TensorShape> outputShapes;
  final Factory factory;
  final Oracle oracle;
  final List<@Nullable ToDoubleFunction<Random>> labels = new ArrayList<>();
  @Nullable LossOracle lossOracle;
  boolean oneTensor;
  boolean evaluationIsTheSame = true;

  GradientCheck(
      List<TensorShape> inputShapes,
      List<TensorShape> outputShapes,
      Factory factory,
      Oracle oracle) {
    this.inputShapes = inputShapes;
    this.outputShapes = outputShapes;
    this.factory = factory;
    this.oracle = oracle;
    for (int i = 0; i < inputShapes.size(); i++) {
      labels.add(null);
    }
  }

  /// Input `index` is a label: drawn so, and without gradient.
  GradientCheck withLabel(int index, ToDoubleFunction<Random> values) {
    labels.set(index, values);
    return this;
  }

  /// The layer is a loss.
  GradientCheck withLoss(LossOracle loss) {
    lossOracle = loss;
    return this;
  }

  /// All inputs are the same tensor.
  GradientCheck withOneTensor() {
    oneTensor = true;
    return this;
  }

  /// The layer computes something else in evaluation.
  GradientCheck onlyInTraining() {
    evaluationIsTheSame = false;
    return this;
  }

  /// Runs every way of cutting and placing.
  void check() {
    long seed = SEED;
    for (int[] shards : CUTS) {
      for (Mode mode : Mode.values()) {
        seed++;
        List<float[]> here = new GradientPass(this, shards, mode, seed, 0).run();
        List<float[]> there = new GradientPass(this, shards, mode, seed, 1).run();
        for (int i = 0; i < here.size(); i++) {
          assertThat(there.get(i)).as("bits elsewhere, seed=%d", seed).isEqualTo(here.get(i));
        }
      }
    }
  }
}
