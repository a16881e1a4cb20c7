// SPDX-License-Identifier: Apache-2.0
package dev.belady.config;

import java.util.List;

/// One layer of the dense network, as the file describes it. `B` is the batch; what shapes are
/// allowed is for the model compiler to check, the records check only what stands in the layer
/// itself.
public sealed interface LayerSpec {
  /// Its place, name, inputs and outputs.
  LayerHead head();

  /// Its place for messages, for example `layers[3] 'fc1'`.
  default String place() {
    return head().place();
  }

  /// Its name.
  default String name() {
    return head().name();
  }

  /// The tensors it reads.
  default List<String> inputs() {
    return head().inputs();
  }

  /// The tensors it writes.
  default List<String> outputs() {
    return head().outputs();
  }

  /// Its type as in the JSON.
  default String type() {
    return getClass().getSimpleName();
  }

  /// (B, K) to (B, N): `xW + b`, parameters W of (K, N) and b.
  ///
  /// @param outputSize N
  record InnerProduct(
      LayerHead head, int outputSize, InitializerKind weightInit, InitializerKind biasInit)
      implements LayerSpec {
    /// Checks the range.
    public InnerProduct {
      Require.positive("num_output", outputSize);
    }
  }

  /// As InnerProduct, followed by ReLU unless `relu` is false.
  record FusedInnerProduct(
      LayerHead head,
      int outputSize,
      InitializerKind weightInit,
      InitializerKind biasInit,
      boolean relu)
      implements LayerSpec {
    /// Checks the range.
    public FusedInnerProduct {
      Require.positive("num_output", outputSize);
    }
  }

  /// (B, w) to (B, w): the cross network `x[l+1] = x[0] * (x[l] . w[l]) + b[l] + x[l]` (DCN, Wang
  /// et al. 2017), parameters w and b of each layer in turn.
  ///
  /// @param crossLayers the number of layers
  record MultiCross(
      LayerHead head, int crossLayers, InitializerKind weightInit, InitializerKind biasInit)
      implements LayerSpec {
    /// Checks the range.
    public MultiCross {
      Require.positive("num_layers", crossLayers);
    }
  }

  /// (B, w) to (B, w): batch normalisation of each column, parameters gamma and beta.
  ///
  /// @param factor weight of the new batch in the running statistics
  /// @param epsilon added to the variance
  record BatchNorm(
      LayerHead head,
      double factor,
      double epsilon,
      InitializerKind gammaInit,
      InitializerKind betaInit)
      implements LayerSpec {
    /// Checks the ranges.
    public BatchNorm {
      Require.that(factor >= 0 && factor <= 1, "factor must be in 0..1", "factor", factor);
      Require.positive("eps", epsilon);
    }
  }

  /// Zeroes elements with probability `rate` in training and scales the others by `1 / (1 - rate)`.
  record Dropout(LayerHead head, double rate) implements LayerSpec {
    /// Checks the range.
    public Dropout {
      Require.that(rate >= 0 && rate < 1, "rate must be in [0, 1)", "rate", rate);
    }
  }

  /// `max(0, x)`.
  record ReLU(LayerHead head) implements LayerSpec {}

  /// `x` where it is positive, else `alpha * (e^x - 1)`.
  record ELU(LayerHead head, double alpha) implements LayerSpec {}

  /// `1 / (1 + e^-x)`.
  record Sigmoid(LayerHead head) implements LayerSpec {}

  /// Softmax of each row.
  record Softmax(LayerHead head) implements LayerSpec {}

  /// `p * x + (1 - p) * alpha * x` with `p = sigmoid((x - mean) / sqrt(variance + epsilon))` over
  /// the batch (DIN, Zhou et al. 2018).
  record PReLUDice(LayerHead head, double alpha, double epsilon) implements LayerSpec {
    /// Checks the range.
    public PReLUDice {
      Require.positive("eps", epsilon);
    }

    @Override
    public String type() {
      return "PReLU_Dice";
    }
  }

  /// A change of number format in HugeCTR; here a copy, all tensors are 32-bit floats.
  record Cast(LayerHead head) implements LayerSpec {}

  /// Tensors side by side along `axis`.
  ///
  /// @param axis 1 for (B, w) tensors and the slots of (B, s, v), 2 for the vectors of (B, s, v)
  record Concat(LayerHead head, int axis) implements LayerSpec {
    /// Checks the range.
    public Concat {
      Require.that(axis == 1 || axis == 2, "axis must be 1 or 2", "axis", axis);
    }
  }

  /// (B, w) to one tensor per range of columns; ranges may overlap and leave columns out.
  record Slice(LayerHead head, List<Range> ranges) implements LayerSpec {
    /// Copies the list and checks the count.
    public Slice {
      ranges = List.copyOf(ranges);
      Require.that(
          ranges.size() == head.outputs().size(),
          "Slice must have one range per top (tops=" + head.outputs().size() + ")",
          "ranges",
          ranges.size());
    }

    /// Columns `begin` to `end` - 1.
    public record Range(int begin, int end) {
      /// Checks the order.
      public Range {
        if (begin < 0 || end <= begin) {
          throw new IllegalArgumentException(
              "a range must be [begin, end) with 0 <= begin < end: range=["
                  + begin
                  + ","
                  + end
                  + "]");
        }
      }
    }
  }

  /// Other extents over the same elements: (total / leading, leading) or, with a time step, (total
  /// / leading / step, step, leading).
  ///
  /// @param leadingDim the last extent; 0 for all elements of a sample
  /// @param timeStep the second of three extents; 0 for a result of two extents
  record Reshape(LayerHead head, int leadingDim, int timeStep) implements LayerSpec {
    /// Checks the ranges.
    public Reshape {
      Require.notNegative("leading_dim", leadingDim);
      Require.notNegative("time_step", timeStep);
    }
  }

  /// (B, s, v) to (B, n * v): the vectors of the slots named, in their order. `Reshape` with
  /// `selected` in the JSON.
  record SelectSlots(LayerHead head, List<Integer> slots) implements LayerSpec {
    /// Copies the list and checks the range.
    public SelectSlots {
      slots = List.copyOf(slots);
      Require.that(!slots.isEmpty(), "selected must name at least one slot", "selected", slots);
      for (int slot : slots) {
        Require.notNegative("selected", slot);
      }
    }

    @Override
    public String type() {
      return "Reshape";
    }
  }

  /// (B, s) to (B, s * v): each element times a row of weights of (s, v). `Multiply` at v2.3.
  ///
  /// @param slots s
  /// @param vectorSize v
  record WeightMultiply(LayerHead head, int slots, int vectorSize, InitializerKind weightInit)
      implements LayerSpec {
    /// Checks the ranges.
    public WeightMultiply {
      Require.positive("weight_dims[0]", slots);
      Require.positive("weight_dims[1]", vectorSize);
    }
  }

  /// (B, n * v) to (B, v): `0.5 * ((sum x_i)^2 - sum x_i^2)`, the second-order term of a
  /// factorisation machine.
  ///
  /// @param outputSize v
  record FmOrder2(LayerHead head, int outputSize) implements LayerSpec {
    /// Checks the range.
    public FmOrder2 {
      Require.positive("out_dim", outputSize);
    }
  }

  /// The sum over `axis`, which stays with extent 1.
  record ReduceSum(LayerHead head, int axis) implements LayerSpec {
    /// Checks the range.
    public ReduceSum {
      requireAxis(axis);
    }
  }

  /// The mean over `axis`, which stays with extent 1.
  record ReduceMean(LayerHead head, int axis) implements LayerSpec {
    /// Checks the range.
    public ReduceMean {
      requireAxis(axis);
    }
  }

  /// The sum of equal shapes, element by element.
  record Add(LayerHead head) implements LayerSpec {}

  /// The first input less the second, element by element.
  record Sub(LayerHead head) implements LayerSpec {}

  /// The product of equal shapes, element by element; in spite of its name nothing is summed.
  record DotProduct(LayerHead head) implements LayerSpec {}

  /// The product of equal shapes, element by element.
  record ElementwiseMultiply(LayerHead head) implements LayerSpec {}

  /// (B, w) and (B, n, w) to (B, w + n(n+1)/2 + 1): the first input, the dot products of all pairs
  /// of the n + 1 vectors, and one zero (DLRM, Naumov et al. 2019).
  record Interaction(LayerHead head) implements LayerSpec {}

  /// Repeats `factor` times: each element along its row (axis 0), or each row (axis 1).
  record Scale(LayerHead head, int axis, int factor) implements LayerSpec {
    /// Checks the ranges.
    public Scale {
      Require.that(axis == 0 || axis == 1, "axis must be 0 or 1", "axis", axis);
      Require.positive("factor", factor);
    }
  }

  /// k tensors (B, s, v_k) to (B * (s - 1), sum v) of all slots but the last, and (B, sum v) of the
  /// last.
  record FusedReshapeConcat(LayerHead head) implements LayerSpec {}

  /// k tensors (B, s, v_k) to (B * s, sum v).
  record FusedReshapeConcatGeneral(LayerHead head) implements LayerSpec {}

  /// The rows named by `indices`.
  record Gather(LayerHead head, List<Integer> indices) implements LayerSpec {
    /// Copies the list and checks the range.
    public Gather {
      indices = List.copyOf(indices);
      Require.that(!indices.isEmpty(), "indices must name at least one row", "indices", indices);
      for (int index : indices) {
        Require.notNegative("indices", index);
      }
    }
  }

  /// The last layer: predictions and labels to one number.
  sealed interface LossSpec extends LayerSpec {
    /// The penalty on the dense parameters.
    Regularizer regularizer();

    /// The tensor of logits.
    default String logits() {
      return inputs().get(0);
    }

    /// The tensor of labels.
    default String labels() {
      return inputs().get(1);
    }
  }

  /// Logits (B, 1) and labels (B, 1): logistic loss.
  record BinaryCrossEntropyLoss(LayerHead head, Regularizer regularizer) implements LossSpec {}

  /// Logits (B, 2) and labels (B, 1): softmax and cross entropy; a label below 0.5 is class 0.
  record CrossEntropyLoss(LayerHead head, Regularizer regularizer) implements LossSpec {}

  /// Logits (B, L) and labels (B, L): weighted mean of L logistic losses; a label below -0.5 is
  /// left out.
  ///
  /// @param targetWeights the weight of each label; empty for ones
  record MultiCrossEntropyLoss(LayerHead head, Regularizer regularizer, List<Double> targetWeights)
      implements LossSpec {
    /// Copies the list.
    public MultiCrossEntropyLoss {
      targetWeights = List.copyOf(targetWeights);
    }
  }

  /// A penalty on all dense parameters, divided by the batch.
  ///
  /// @param kind its norm
  /// @param lambda its weight, >= 0
  record Regularizer(Kind kind, double lambda) {
    /// No penalty.
    public static final Regularizer NONE = new Regularizer(Kind.NONE, 0);

    /// Checks the range.
    public Regularizer {
      Require.notNegative("lambda", lambda);
    }

    /// Norms.
    public enum Kind {
      /// No penalty.
      NONE,
      /// `lambda / B * sum |w|`.
      L1,
      /// `lambda / (2 B) * sum w^2`.
      L2
    }
  }

  private static void requireAxis(int axis) {
    Require.that(axis >= 0 && axis <= 2, "axis must be in 0..2", "axis", axis);
  }
}
