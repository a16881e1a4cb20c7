// SPDX-License-Identifier: Apache-2.0
package dev.belady.model;

import dev.belady.config.LayerSpec;
import dev.belady.nn.Add;
import dev.belady.nn.BatchNorm;
import dev.belady.nn.BinaryCrossEntropy;
import dev.belady.nn.ColumnRange;
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
import dev.belady.nn.Linear;
import dev.belady.nn.MultiCrossEntropy;
import dev.belady.nn.Reduce;
import dev.belady.nn.Relu;
import dev.belady.nn.Reshape;
import dev.belady.nn.Scale;
import dev.belady.nn.Sigmoid;
import dev.belady.nn.Slice;
import dev.belady.nn.SlotSelect;
import dev.belady.nn.Softmax;
import dev.belady.nn.Subtract;
import dev.belady.nn.TensorShape;
import dev.belady.nn.WeightMultiply;
import java.util.List;

/// What the compiler must know of a layer type before the layer is made: the shapes of its outputs,
/// whether it is a view, and whether it learns.
final class LayerShapes {
  private LayerShapes() {}

  /// The shapes of the outputs.
  ///
  /// @throws IllegalArgumentException when the inputs do not fit, with the rule and the shapes
  static List<TensorShape> outputShapes(LayerSpec spec, List<TensorShape> in) {
    return switch (spec) {
      case LayerSpec.InnerProduct it -> Linear.outputShapes(in, it.outputSize());
      case LayerSpec.FusedInnerProduct it -> Linear.outputShapes(in, it.outputSize());
      case LayerSpec.MultiCross _ -> CrossLayer.outputShapes(in);
      case LayerSpec.BatchNorm _ -> BatchNorm.outputShapes(in);
      case LayerSpec.WeightMultiply it ->
          WeightMultiply.outputShapes(in, it.slots(), it.vectorSize());
      case LayerSpec.Dropout _ -> Dropout.outputShapes(in);
      case LayerSpec.ReLU _ -> Relu.outputShapes(in);
      case LayerSpec.ELU _ -> Elu.outputShapes(in);
      case LayerSpec.Sigmoid _ -> Sigmoid.outputShapes(in);
      case LayerSpec.Softmax _ -> Softmax.outputShapes(in);
      case LayerSpec.PReLUDice _ -> Dice.outputShapes(in);
      case LayerSpec.Concat it -> Concat.outputShapes(in, it.axis());
      case LayerSpec.Slice it -> Slice.outputShapes(in, ranges(it));
      case LayerSpec.SelectSlots it -> SlotSelect.outputShapes(in, it.slots());
      case LayerSpec.FmOrder2 it -> FmSecondOrder.outputShapes(in, it.outputSize());
      case LayerSpec.ReduceSum it -> Reduce.outputShapes(in, Reduce.Kind.SUM, it.axis());
      case LayerSpec.ReduceMean it -> Reduce.outputShapes(in, Reduce.Kind.MEAN, it.axis());
      case LayerSpec.Add _ -> Add.outputShapes(in);
      case LayerSpec.Sub _ -> Subtract.outputShapes(in);
      case LayerSpec.DotProduct _ -> ElementwiseProduct.outputShapes(in);
      case LayerSpec.ElementwiseMultiply _ -> ElementwiseProduct.outputShapes(in);
      case LayerSpec.Interaction _ -> DotInteraction.outputShapes(in);
      case LayerSpec.Scale it -> Scale.outputShapes(in, it.axis(), it.factor());
      case LayerSpec.FusedReshapeConcat _ -> FusedReshapeConcat.outputShapes(in, true);
      case LayerSpec.FusedReshapeConcatGeneral _ -> FusedReshapeConcat.outputShapes(in, false);
      case LayerSpec.Reshape it -> Reshape.outputShapes(in, it.leadingDim(), it.timeStep());
      case LayerSpec.Cast _ -> Relu.outputShapes(in);
      case LayerSpec.BinaryCrossEntropyLoss _ -> BinaryCrossEntropy.outputShapes(in);
      case LayerSpec.CrossEntropyLoss _ -> CrossEntropy.outputShapes(in);
      case LayerSpec.MultiCrossEntropyLoss it ->
          MultiCrossEntropy.outputShapes(in, it.targetWeights().size());
      case LayerSpec.Gather _ ->
          throw new IllegalArgumentException(
              "Gather picks samples of a batch by number, which has no meaning in training");
    };
  }

  /// Whether the outputs are the input under other names and extents, so that they can share its
  /// buffer: reshapes, casts, dropout that drops nothing, and slices that all take every column.
  static boolean isView(LayerSpec spec, List<TensorShape> in) {
    return switch (spec) {
      case LayerSpec.Reshape _, LayerSpec.Cast _ -> true;
      case LayerSpec.Dropout it -> it.rate() == 0;
      case LayerSpec.Slice it ->
          it.ranges().stream()
              .allMatch(range -> range.begin() == 0 && range.end() == in.getFirst().rowFloats());
      default -> false;
    };
  }

  /// Whether the layer has parameters.
  static boolean learns(LayerSpec spec) {
    return switch (spec) {
      case LayerSpec.InnerProduct _,
          LayerSpec.FusedInnerProduct _,
          LayerSpec.MultiCross _,
          LayerSpec.BatchNorm _,
          LayerSpec.WeightMultiply _ ->
          true;
      default -> false;
    };
  }

  /// The column ranges of a slice.
  static List<ColumnRange> ranges(LayerSpec.Slice slice) {
    return slice.ranges().stream()
        .map(range -> new ColumnRange(range.begin(), range.end()))
        .toList();
  }

  /// The target weights of a loss with several labels.
  static float[] weights(LayerSpec.MultiCrossEntropyLoss loss) {
    float[] weights = new float[loss.targetWeights().size()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = loss.targetWeights().get(i).floatValue();
    }
    return weights;
  }
}
