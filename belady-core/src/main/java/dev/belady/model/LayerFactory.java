// SPDX-License-Identifier: Apache-2.0
package dev.belady.model;

import dev.belady.config.LayerSpec;
import dev.belady.kernel.Kernels;
import dev.belady.kernel.VectorOps;
import dev.belady.nn.Add;
import dev.belady.nn.BatchNorm;
import dev.belady.nn.BinaryCrossEntropy;
import dev.belady.nn.Concat;
import dev.belady.nn.CrossEntropy;
import dev.belady.nn.CrossLayer;
import dev.belady.nn.Dice;
import dev.belady.nn.DotInteraction;
import dev.belady.nn.Dropout;
import dev.belady.nn.ElementwiseProduct;
import dev.belady.nn.Elu;
import dev.belady.nn.FmSecondOrder;
import dev.belady.nn.FusedReshapeConcat;
import dev.belady.nn.InitializerKind;
import dev.belady.nn.Layer;
import dev.belady.nn.Linear;
import dev.belady.nn.MultiCrossEntropy;
import dev.belady.nn.Reduce;
import dev.belady.nn.Relu;
import dev.belady.nn.Scale;
import dev.belady.nn.Sigmoid;
import dev.belady.nn.Slice;
import dev.belady.nn.SlotSelect;
import dev.belady.nn.Softmax;
import dev.belady.nn.Subtract;
import dev.belady.nn.WeightMultiply;
import dev.belady.nn.Wiring;
import dev.belady.random.CounterRandom;

/// Makes the layer of [dev.belady.nn] that a planned layer of the configuration stands for.
final class LayerFactory {
  private final Kernels kernels;
  private final CounterRandom random;

  /// A factory of layers that compute with `kernels` and draw masks from `seed`.
  LayerFactory(Kernels kernels, long seed) {
    this.kernels = kernels;
    this.random = new CounterRandom(seed);
  }

  /// The layer, with its parameters from element `first` of the dense parameters on.
  ///
  /// @throws IllegalArgumentException if the layer is a view, which needs no layer
  Layer create(PlannedLayer planned, Wiring wiring, int first) {
    VectorOps vector = kernels.vector();
    return switch (planned.spec()) {
      case LayerSpec.InnerProduct it ->
          new Linear(
              wiring,
              first,
              kind(it.weightInit()),
              kind(it.biasInit()),
              planned.fusedRelu(),
              kernels);
      case LayerSpec.FusedInnerProduct it ->
          new Linear(wiring, first, kind(it.weightInit()), kind(it.biasInit()), it.relu(), kernels);
      case LayerSpec.MultiCross it ->
          new CrossLayer(
              wiring, it.crossLayers(), first, kind(it.weightInit()), kind(it.biasInit()), vector);
      case LayerSpec.BatchNorm it -> new BatchNorm(wiring, first, options(it));
      case LayerSpec.WeightMultiply it ->
          new WeightMultiply(wiring, first, kind(it.weightInit()), vector);
      case LayerSpec.Dropout it -> new Dropout(wiring, (float) it.rate(), random, vector);
      case LayerSpec.ReLU _ -> new Relu(wiring, vector);
      case LayerSpec.ELU it -> new Elu(wiring, (float) it.alpha());
      case LayerSpec.Sigmoid _ -> new Sigmoid(wiring);
      case LayerSpec.Softmax _ -> new Softmax(wiring);
      case LayerSpec.PReLUDice it -> new Dice(wiring, (float) it.alpha(), (float) it.epsilon());
      case LayerSpec.Concat it -> new Concat(wiring, it.axis(), vector);
      case LayerSpec.Slice it -> new Slice(wiring, LayerShapes.ranges(it), vector);
      case LayerSpec.SelectSlots it -> new SlotSelect(wiring, it.slots(), vector);
      case LayerSpec.FmOrder2 _ -> new FmSecondOrder(wiring, vector);
      case LayerSpec.ReduceSum it -> new Reduce(wiring, Reduce.Kind.SUM, it.axis(), vector);
      case LayerSpec.ReduceMean it -> new Reduce(wiring, Reduce.Kind.MEAN, it.axis(), vector);
      case LayerSpec.Add _ -> new Add(wiring, vector);
      case LayerSpec.Sub _ -> new Subtract(wiring);
      case LayerSpec.DotProduct _ -> new ElementwiseProduct(wiring, vector);
      case LayerSpec.ElementwiseMultiply _ -> new ElementwiseProduct(wiring, vector);
      case LayerSpec.Interaction _ -> new DotInteraction(wiring, kernels.interaction());
      case LayerSpec.Scale it -> new Scale(wiring, it.axis(), it.factor());
      case LayerSpec.FusedReshapeConcat _ -> new FusedReshapeConcat(wiring, vector);
      case LayerSpec.FusedReshapeConcatGeneral _ -> new FusedReshapeConcat(wiring, vector);
      case LayerSpec.BinaryCrossEntropyLoss _ -> new BinaryCrossEntropy(wiring);
      case LayerSpec.CrossEntropyLoss _ -> new CrossEntropy(wiring);
      case LayerSpec.MultiCrossEntropyLoss it ->
          new MultiCrossEntropy(wiring, LayerShapes.weights(it));
      case LayerSpec.Reshape _, LayerSpec.Cast _, LayerSpec.Gather _ ->
          throw new IllegalArgumentException("no layer: " + planned.spec());
    };
  }

  private static BatchNorm.Options options(LayerSpec.BatchNorm it) {
    return new BatchNorm.Options(
        (float) it.factor(), (float) it.epsilon(), kind(it.gammaInit()), kind(it.betaInit()));
  }

  private static InitializerKind kind(dev.belady.config.InitializerKind kind) {
    return switch (kind) {
      case DEFAULT -> InitializerKind.DEFAULT;
      case UNIFORM -> InitializerKind.UNIFORM;
      case XAVIER_UNIFORM -> InitializerKind.XAVIER_UNIFORM;
      case XAVIER_NORM -> InitializerKind.XAVIER_NORM;
      case ZERO -> InitializerKind.ZERO;
    };
  }
}
