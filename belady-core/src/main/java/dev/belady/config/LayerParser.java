// SPDX-License-Identifier: Apache-2.0
package dev.belady.config;

import dev.belady.config.LayerSpec.Regularizer;
import dev.belady.config.LayerSpec.Slice.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Reads the dense layers.
final class LayerParser {
  private static final String UNNAMED_LOSS = "loss";

  /// Layer types that this reads, as far as a message needs to list them.
  private static final List<String> TYPES =
      List.of(
          "Add",
          "BatchNorm",
          "BinaryCrossEntropyLoss",
          "Cast",
          "Concat",
          "CrossEntropyLoss",
          "DotProduct",
          "Dropout",
          "ELU",
          "ElementwiseMultiply",
          "FmOrder2",
          "FusedInnerProduct",
          "FusedReshapeConcat",
          "FusedReshapeConcatGeneral",
          "Gather",
          "InnerProduct",
          "Interaction",
          "MultiCross",
          "MultiCrossEntropyLoss",
          "Multiply",
          "PReLU_Dice",
          "ReLU",
          "ReduceMean",
          "ReduceSum",
          "Reshape",
          "Scale",
          "Sigmoid",
          "Slice",
          "Softmax",
          "Sub",
          "WeightMultiply");

  private static final List<String> UNSUPPORTED =
      List.of(
          "GRU",
          "GroupDenseLayer",
          "LayerNorm",
          "MLP",
          "MatrixMultiply",
          "MultiHeadAttention",
          "ReLUHalf",
          "Select",
          "SequenceMask");

  private LayerParser() {}

  /// Reads one layer whose `type` is `type`.
  static LayerSpec parse(Section section, String type) {
    LayerHead head = head(section, type);
    LayerSpec layer = section.build(() -> layer(section, type, head));
    requireCounts(section, layer);
    return layer;
  }

  private static LayerHead head(Section section, String type) {
    List<String> inputs = section.texts("bottom");
    List<String> outputs = section.texts("top");
    if (type.equals("FusedInnerProduct")) {
      // The fused forms of 3.1 pass masks and bias gradients from layer to layer as extra tensors.
      inputs = inputs.subList(0, Math.min(1, inputs.size()));
      outputs = outputs.subList(0, Math.min(1, outputs.size()));
    }
    if (outputs.isEmpty() && type.endsWith("Loss")) {
      outputs = List.of(section.text("name", UNNAMED_LOSS));
    }
    String name = section.text("name", outputs.isEmpty() ? type : outputs.getFirst());
    return new LayerHead(section.place(), name, inputs, outputs);
  }

  private static LayerSpec layer(Section section, String type, LayerHead head) {
    return switch (type) {
      case "InnerProduct" -> innerProduct(section, head);
      case "FusedInnerProduct" -> fusedInnerProduct(section, head);
      case "MultiCross" -> multiCross(section, head);
      case "BatchNorm" -> batchNorm(section, head);
      case "Dropout" -> dropout(section, head);
      case "ReLU" -> new LayerSpec.ReLU(head);
      case "ELU" -> new LayerSpec.ELU(head, section.parameters("elu_param").number("alpha"));
      case "Sigmoid" -> new LayerSpec.Sigmoid(head);
      case "Softmax" -> softmax(section, head);
      case "PReLU_Dice" -> dice(section, head);
      case "Cast" -> new LayerSpec.Cast(head);
      case "Concat" -> new LayerSpec.Concat(head, section.integer("axis", 1));
      case "Slice" -> slice(section, head);
      case "Reshape" -> reshape(section, head);
      case "Multiply", "WeightMultiply" -> weightMultiply(section, head);
      case "FmOrder2" -> new LayerSpec.FmOrder2(head, section.integer("out_dim"));
      case "ReduceSum" -> new LayerSpec.ReduceSum(head, section.integer("axis", 1));
      case "ReduceMean" -> new LayerSpec.ReduceMean(head, section.integer("axis", 1));
      case "Add" -> new LayerSpec.Add(head);
      case "Sub" -> new LayerSpec.Sub(head);
      case "DotProduct" -> new LayerSpec.DotProduct(head);
      case "ElementwiseMultiply" -> new LayerSpec.ElementwiseMultiply(head);
      case "Interaction" -> new LayerSpec.Interaction(head);
      case "Scale" -> scale(section, head);
      case "FusedReshapeConcat" -> new LayerSpec.FusedReshapeConcat(head);
      case "FusedReshapeConcatGeneral" -> new LayerSpec.FusedReshapeConcatGeneral(head);
      case "Gather" -> new LayerSpec.Gather(head, section.integers("indices"));
      case "BinaryCrossEntropyLoss" ->
          new LayerSpec.BinaryCrossEntropyLoss(head, regularizer(section));
      case "CrossEntropyLoss" -> new LayerSpec.CrossEntropyLoss(head, regularizer(section));
      case "MultiCrossEntropyLoss" ->
          new LayerSpec.MultiCrossEntropyLoss(
              head, regularizer(section), section.numbers("target_weight"));
      default -> throw unknownType(section, type);
    };
  }

  private static ConfigException unknownType(Section section, String type) {
    if (UNSUPPORTED.contains(type)) {
      return section.error("this layer type of HugeCTR is not supported: type=" + type);
    }
    List<String> names = new ArrayList<>(new TreeSet<>(TYPES));
    for (EmbeddingSpec.Type embedding : EmbeddingSpec.Type.values()) {
      names.add(embedding.jsonName());
    }
    @Nullable String closest = Spelling.closest(type, names);
    return section.error(
        "unknown layer type: type="
            + type
            + (closest == null
                ? "; the types are " + String.join(", ", names)
                : "; did you mean '" + closest + "'?"));
  }

  private static LayerSpec innerProduct(Section section, LayerHead head) {
    Section parameters = section.parameters("fc_param");
    return new LayerSpec.InnerProduct(
        head,
        parameters.integer("num_output"),
        initializer(parameters, "weight_init"),
        initializer(parameters, "bias_init"));
  }

  private static LayerSpec fusedInnerProduct(Section section, LayerHead head) {
    String[] activations = {"Relu", "None"};
    String activation = section.choice("act_type", "Relu", activations, name -> name);
    activation = section.choice("activation", activation, activations, name -> name);
    section.ignore("the forms differ only in how GPUs fuse them", "pos_type", "position");
    Section parameters = section.parameters("fc_param");
    return new LayerSpec.FusedInnerProduct(
        head,
        parameters.integer("num_output"),
        initializer(parameters, "weight_init"),
        initializer(parameters, "bias_init"),
        activation.equals("Relu"));
  }

  private static LayerSpec multiCross(Section section, LayerHead head) {
    Section parameters = section.parameters("mc_param");
    if (parameters.integer("projection_dim", 0) != 0) {
      throw parameters.error(
          "the low-rank cross layer is not supported: projection_dim="
              + parameters.integer("projection_dim"));
    }
    return new LayerSpec.MultiCross(
        head,
        parameters.integer("num_layers"),
        initializer(parameters, "weight_init"),
        initializer(parameters, "bias_init"));
  }

  private static LayerSpec batchNorm(Section section, LayerHead head) {
    Section parameters = section.parameters("bn_param");
    return new LayerSpec.BatchNorm(
        head,
        parameters.number("factor"),
        parameters.number("eps"),
        initializer(parameters, "gamma_init"),
        initializer(parameters, "beta_init"));
  }

  private static LayerSpec dropout(Section section, LayerHead head) {
    double rate = section.number("dropout_rate", 0.5);
    return new LayerSpec.Dropout(head, section.number("rate", rate));
  }

  private static LayerSpec dice(Section section, LayerHead head) {
    Section parameters = section.parameters("prelu_dice_param");
    // HugeCTR itself writes one name and reads another.
    String alpha = parameters.has("elu_alpha") ? "elu_alpha" : "alpha";
    String epsilon = parameters.has("epsilon") ? "epsilon" : "eps";
    return new LayerSpec.PReLUDice(head, parameters.number(alpha), parameters.number(epsilon));
  }

  private static LayerSpec softmax(Section section, LayerHead head) {
    double factor = section.number("factor", 1);
    if (factor != 1) {
      throw section.error("Softmax with a factor is not supported: factor=" + factor);
    }
    return new LayerSpec.Softmax(head);
  }

  private static LayerSpec scale(Section section, LayerHead head) {
    Section parameters = section.parameters("scale_param");
    double factor = parameters.number("factor");
    if (factor != Math.rint(factor) || Math.abs(factor) > Integer.MAX_VALUE) {
      throw parameters.error("factor must be an integer: factor=" + factor);
    }
    return new LayerSpec.Scale(head, parameters.integer("axis"), (int) factor);
  }

  private static LayerSpec slice(Section section, LayerHead head) {
    if (!section.has("ranges")) {
      throw section.error("ranges is missing");
    }
    List<Range> ranges = new ArrayList<>();
    for (List<Integer> range : section.integerLists("ranges")) {
      if (range.size() != 2) {
        throw section.error("a range must be [begin, end): ranges[" + ranges.size() + "]=" + range);
      }
      ranges.add(new Range(range.get(0), range.get(1)));
    }
    return new LayerSpec.Slice(head, ranges);
  }

  private static LayerSpec reshape(Section section, LayerHead head) {
    if (section.has("shape")) {
      throw section.error("Reshape with shape is not supported; use leading_dim");
    }
    if (!section.has("selected")) {
      return new LayerSpec.Reshape(
          head, section.integer("leading_dim", 0), section.integer("time_step", 0));
    }
    if (section.has("leading_dim") || section.has("time_step")) {
      throw section.error(
          "selected excludes leading_dim and time_step: selected=" + section.integers("selected"));
    }
    return new LayerSpec.SelectSlots(head, section.integers("selected"));
  }

  private static LayerSpec weightMultiply(Section section, LayerHead head) {
    List<Integer> extents = section.integers("weight_dims");
    if (extents.size() != 2) {
      throw section.error("weight_dims must be [slots, vector size]: weight_dims=" + extents);
    }
    return new LayerSpec.WeightMultiply(
        head, extents.get(0), extents.get(1), initializer(section, "weight_init"));
  }

  private static InitializerKind initializer(Section section, String key) {
    return section.choice(
        key, InitializerKind.DEFAULT, InitializerKind.values(), InitializerKind::jsonName);
  }

  private static Regularizer regularizer(Section section) {
    if (!section.has("regularizer")) {
      section.ignore("there is no regularizer", "lambda");
      return Regularizer.NONE;
    }
    Regularizer.Kind[] kinds = {Regularizer.Kind.L1, Regularizer.Kind.L2};
    Regularizer.Kind kind = section.choice("regularizer", kinds, Regularizer.Kind::name);
    return new Regularizer(kind, section.number("lambda"));
  }

  /// Checks how many tensors the layer joins.
  private static void requireCounts(Section section, LayerSpec layer) {
    switch (layer) {
      case LayerSpec.Concat _, LayerSpec.FusedReshapeConcatGeneral _ ->
          counts(section, layer, 1, 1);
      case LayerSpec.FusedReshapeConcat _ -> counts(section, layer, 1, 2);
      case LayerSpec.Add _, LayerSpec.DotProduct _, LayerSpec.ElementwiseMultiply _ ->
          counts(section, layer, 2, 1);
      case LayerSpec.Sub _, LayerSpec.Interaction _, LayerSpec.LossSpec _ -> {
        counts(section, layer, 2, 1);
        most(section, layer, 2);
      }
      case LayerSpec.Slice slice -> {
        counts(section, layer, 1, slice.ranges().size());
        most(section, layer, 1);
      }
      case LayerSpec.InnerProduct _,
          LayerSpec.FusedInnerProduct _,
          LayerSpec.MultiCross _,
          LayerSpec.BatchNorm _,
          LayerSpec.Dropout _,
          LayerSpec.ReLU _,
          LayerSpec.ELU _,
          LayerSpec.Sigmoid _,
          LayerSpec.Softmax _,
          LayerSpec.PReLUDice _,
          LayerSpec.Cast _,
          LayerSpec.Reshape _,
          LayerSpec.SelectSlots _,
          LayerSpec.WeightMultiply _,
          LayerSpec.FmOrder2 _,
          LayerSpec.ReduceSum _,
          LayerSpec.ReduceMean _,
          LayerSpec.Scale _,
          LayerSpec.Gather _ -> {
        counts(section, layer, 1, 1);
        most(section, layer, 1);
      }
    }
  }

  private static void counts(Section section, LayerSpec layer, int leastInputs, int outputs) {
    if (layer.inputs().size() < leastInputs) {
      throw section.error(
          layer.type()
              + " must have at least "
              + leastInputs
              + (leastInputs == 1 ? " bottom" : " bottoms")
              + ": bottom="
              + layer.inputs());
    }
    if (layer.outputs().size() != outputs) {
      throw section.error(
          layer.type()
              + " must have "
              + outputs
              + (outputs == 1 ? " top" : " tops")
              + ": top="
              + layer.outputs());
    }
  }

  private static void most(Section section, LayerSpec layer, int inputs) {
    if (layer.inputs().size() > inputs) {
      throw section.error(
          layer.type()
              + " must have at most "
              + inputs
              + (inputs == 1 ? " bottom" : " bottoms")
              + ": bottom="
              + layer.inputs());
    }
  }
}
