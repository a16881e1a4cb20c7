// SPDX-License-Identifier: Apache-2.0
/// Dense layers and losses: forward next to backward, over the samples of one shard.
///
/// A layer has a static `outputShapes` that checks its inputs, a constructor that takes its wiring,
/// where its parameters start, and the kernels it calls, and no state of its own that differs
/// between shards. Classes whose names differ from HugeCTR's types:
///
/// | HugeCTR | here |
/// | --- | --- |
/// | InnerProduct, FusedInnerProduct | [Linear][dev.belady.nn.Linear] |
/// | MultiCross | [CrossLayer][dev.belady.nn.CrossLayer] |
/// | Interaction | [DotInteraction][dev.belady.nn.DotInteraction] |
/// | FmOrder2 | [FmSecondOrder][dev.belady.nn.FmSecondOrder] |
/// | Multiply, WeightMultiply | [WeightMultiply][dev.belady.nn.WeightMultiply] |
/// | DotProduct, ElementwiseMultiply | [ElementwiseProduct][dev.belady.nn.ElementwiseProduct] |
/// | ReduceSum, ReduceMean | [Reduce][dev.belady.nn.Reduce] |
/// | Sub | [Subtract][dev.belady.nn.Subtract] |
/// | PReLU_Dice | [Dice][dev.belady.nn.Dice] |
/// | Reshape | [Reshape][dev.belady.nn.Reshape], a view; with `selected` [SlotSelect][dev.belady.nn.SlotSelect] |
/// | FusedReshapeConcat, FusedReshapeConcatGeneral | [FusedReshapeConcat][dev.belady.nn.FusedReshapeConcat] |
@NullMarked
package dev.belady.nn;

import org.jspecify.annotations.NullMarked;
