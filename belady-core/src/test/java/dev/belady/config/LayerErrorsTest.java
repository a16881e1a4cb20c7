// SPDX-License-Identifier: Apache-2.0
package dev.belady.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

/// What is wrong in a dense layer, or between layers, is said with its place.
final class LayerErrorsTest {
  private static final String FC1 = " (layers[4] 'fc1', train.json)";
  private static final String RELU = " (layers[5] 'relu1', train.json)";
  private static final String LOSS = " (layers[7] 'loss', train.json)";

  static final List<Arguments> TYPES =
      List.of(
          arguments(
              "layers[5]={\"type\":\"Relu6\",\"name\":\"x\"}",
              "unknown layer type: type=Relu6; did you mean 'ReLU'? (layers[5] 'x', train.json)"),
          arguments(
              "layers[5]={\"type\":\"GRU\",\"name\":\"x\"}",
              "this layer type of HugeCTR is not supported: type=GRU (layers[5] 'x', train.json)"),
          arguments(
              "layers[5]={\"type\":\"Data\"}",
              "a file must have one Data layer, the first (layers[5], train.json)"),
          arguments("layers.relu1.type=null", "type is missing" + RELU),
          arguments("layers.relu1.type=[]", "type must be a string: type=[]" + RELU));

  /// A change of layer 5, `T` standing for its bottom and top, and the message.
  static final List<Arguments> PARAMETERS =
      List.of(
          arguments("InnerProduct", "", "fc_param is missing"),
          arguments("InnerProduct", "'fc_param':{}", "num_output is missing"),
          arguments(
              "InnerProduct",
              "'fc_param':{'num_output':0}",
              "num_output must be > 0: num_output=0"),
          arguments(
              "InnerProduct",
              "'fc_param':{'num_output':1,'weight_init':'Normal'}",
              "weight_init must be one of Default, Uniform, XavierUniform, XavierNorm, Zero:"
                  + " weight_init=Normal"),
          arguments(
              "FusedInnerProduct",
              "'fc_param':{'num_output':-1}",
              "num_output must be > 0: num_output=-1"),
          arguments(
              "FusedInnerProduct",
              "'act_type':'Tanh'",
              "act_type must be one of Relu, None: act_type=Tanh"),
          arguments(
              "MultiCross", "'mc_param':{'num_layers':0}", "num_layers must be > 0: num_layers=0"),
          arguments(
              "MultiCross",
              "'mc_param':{'num_layers':1,'projection_dim':8}",
              "the low-rank cross layer is not supported: projection_dim=8"),
          arguments(
              "BatchNorm", "'bn_param':{'factor':2,'eps':1}", "factor must be in 0..1: factor=2.0"),
          arguments("BatchNorm", "'bn_param':{'factor':0.1,'eps':0}", "eps must be > 0: eps=0.0"),
          arguments("Dropout", "'rate':1", "rate must be in [0, 1): rate=1.0"),
          arguments("ELU", "", "elu_param is missing"),
          arguments("Concat", "'axis':3", "axis must be 1 or 2: axis=3"),
          arguments("Slice", "", "ranges is missing"),
          arguments(
              "Slice",
              "'ranges':[[0,1],[1,2]]",
              "Slice must have one range per top (tops=1): ranges=2"),
          arguments(
              "Slice",
              "'ranges':[[5,2]]",
              "a range must be [begin, end) with 0 <= begin < end: range=[5,2]"),
          arguments("Slice", "'ranges':[[5]]", "a range must be [begin, end): ranges[0]=[5]"),
          arguments("Reshape", "'leading_dim':-1", "leading_dim must be >= 0: leading_dim=-1"),
          arguments(
              "Reshape", "'selected':[]", "selected must name at least one slot: selected=[]"),
          arguments("Reshape", "'selected':[-1]", "selected must be >= 0: selected=-1"),
          arguments(
              "Reshape",
              "'selected':[1],'leading_dim':4",
              "selected excludes leading_dim and time_step: selected=[1]"),
          arguments(
              "Reshape", "'shape':[-1]", "Reshape with shape is not supported; use leading_dim"),
          arguments(
              "Multiply",
              "'weight_dims':[4]",
              "weight_dims must be [slots, vector size]: weight_dims=[4]"),
          arguments(
              "WeightMultiply",
              "'weight_dims':[4,0]",
              "weight_dims[1] must be > 0: weight_dims[1]=0"),
          arguments("FmOrder2", "'out_dim':0", "out_dim must be > 0: out_dim=0"),
          arguments("ReduceSum", "'axis':3", "axis must be in 0..2: axis=3"),
          arguments("ReduceMean", "'axis':-1", "axis must be in 0..2: axis=-1"),
          arguments("Softmax", "'factor':2", "Softmax with a factor is not supported: factor=2.0"),
          arguments(
              "PReLU_Dice", "'prelu_dice_param':{'alpha':1,'eps':0}", "eps must be > 0: eps=0.0"),
          arguments(
              "Scale",
              "'scale_param':{'axis':0,'factor':1.5}",
              "factor must be an integer: factor=1.5"),
          arguments("Scale", "'scale_param':{'axis':2,'factor':1}", "axis must be 0 or 1: axis=2"),
          arguments("Gather", "'indices':[]", "indices must name at least one row: indices=[]"),
          arguments("Gather", "'indices':[-2]", "indices must be >= 0: indices=-2"),
          arguments("Add", "", "Add must have at least 2 bottoms: bottom=[fc1]"),
          arguments("Interaction", "", "Interaction must have at least 2 bottoms: bottom=[fc1]"),
          arguments(
              "ReLU",
              "'bottom':['fc1','flat']",
              "ReLU must have at most 1 bottom: bottom=[fc1, flat]"),
          arguments("ReLU", "'bottom':[]", "ReLU must have at least 1 bottom: bottom=[]"),
          arguments("ReLU", "'top':['a','b']", "ReLU must have 1 top: top=[a, b]"),
          arguments("FusedReshapeConcat", "", "FusedReshapeConcat must have 2 tops: top=[relu1]"));

  static final List<Arguments> WIRING =
      List.of(
          arguments(
              "layers.relu1.bottom=fc", "No such bottom: bottom=fc; did you mean 'fc1'?" + RELU),
          arguments("layers.relu1.bottom=unheard", "No such bottom: bottom=unheard" + RELU),
          arguments(
              "layers.relu1.bottom=fc2",
              "No such bottom yet: it is written later, by layers[6] 'fc2': bottom=fc2" + RELU),
          arguments(
              "layers.fc1.bottom=deep",
              "only an embedding can read a sparse input: bottom=deep" + FC1),
          arguments(
              "layers.relu1.top=fc1 ; layers.fc2.bottom=fc1",
              "a top must differ from every bottom: top=fc1" + RELU),
          arguments(
              "layers.relu1.top=flat ; layers.fc2.bottom=flat",
              "a top must be written once: top=flat, written first by layers[2] 'flat'" + RELU),
          arguments(
              "layers.relu1.top=label ; layers.fc2.bottom=label",
              "a top must be written once: top=label, written first by layers[0]" + RELU),
          arguments(
              "data.dense.top=label ; layers.all.bottom=[\"flat\",\"label\"]",
              "a top must be written once: top=label, written first by layers[0]"
                  + " (layers[0], train.json)"),
          arguments(
              "layers.relu1.top=deep ; layers.fc2.bottom=deep",
              "a top must be written once: top=deep"),
          arguments(
              "layers.loss.bottom=[\"label\",\"fc2\"]",
              "the bottoms of a loss must be [logits, labels]: bottom=[label, fc2]" + LOSS),
          arguments(
              "layers.loss={\"type\":\"ReLU\",\"bottom\":\"fc2\",\"top\":\"end\"}",
              "a model must have exactly one loss layer: losses=0 (layers, train.json)"),
          arguments(
              "layers.relu1={\"type\":\"BinaryCrossEntropyLoss\",\"bottom\":[\"fc1\",\"label\"],"
                  + "\"top\":\"relu1\"}",
              "a model must have exactly one loss layer: losses=2 (layers[5] 'relu1', layers[7]"
                  + " 'loss', train.json)"),
          arguments(
              "layers.loss.regularizer=Elastic",
              "regularizer must be one of L1, L2: regularizer=Elastic" + LOSS),
          arguments("layers.loss.lambda=-1", "lambda must be >= 0: lambda=-1.0" + LOSS),
          arguments("layers.loss.lambda=null", "lambda is missing" + LOSS),
          arguments(
              "layers.loss.type=MultiCrossEntropyLoss ; layers.loss.target_weight=[1,2]",
              "target_weight must have one entry per label (labels=1): entries=2" + LOSS));

  @ParameterizedTest
  @FieldSource({"TYPES", "WIRING"})
  void messageSaysRuleValueAndPlace(String change, String message) {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> SmallConfig.with(change.split(" ; *", -1)))
        .satisfies(e ->
            assertThat(String.valueOf(e.getMessage()).lines().findFirst())
                .hasValueSatisfying(line -> assertThat(line).startsWith(message)));
  }

  @ParameterizedTest
  @FieldSource("PARAMETERS")
  void parameterIsChecked(String type, String members, String message) {
    String layer = members.contains("'bottom'") ? "" : "'bottom':'fc1',";
    layer += members.contains("'top'") ? "" : "'top':'relu1',";
    String json =
        "{'name':'relu1',"
            + layer
            + (members.isEmpty() ? "" : members + ",")
            + "'type':'"
            + type
            + "'}";
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> SmallConfig.with("layers[5]=" + json.replace('\'', '"')))
        .withMessage(message + RELU);
  }

  @Test
  void unknownTypeWithoutANearOneListsAll() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> SmallConfig.with("layers.relu1.type=Quantum"))
        .withMessageContaining("unknown layer type: type=Quantum; the types are Add, BatchNorm, ")
        .withMessageContaining("WeightMultiply, DistributedSlotSparseEmbeddingHash, ");
  }

  @Test
  void everyFaultOfTheWiringIsReported() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> SmallConfig.with("layers.relu1.bottom=x", "layers.fc1.bottom=y"))
        .withMessage("No such bottom: bottom=y" + FC1 + "\nNo such bottom: bottom=x" + RELU);
  }
}
