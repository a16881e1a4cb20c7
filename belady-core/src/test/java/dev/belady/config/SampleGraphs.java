// SPDX-License-Identifier: Apache-2.0
package dev.belady.config;

import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The dense networks of [SampleConfigs].
final class SampleGraphs {
  private final ArrayNode layers;
  private int fc;
  private int relu;

  private SampleGraphs(ArrayNode layers) {
    this.layers = layers;
  }

  /// Appends the layers of the network `name`.
  ///
  /// @param firstSlots slots of the first embedding
  /// @param lastSlots slots of the last embedding
  static void add(String name, ArrayNode layers, int firstSlots, int lastSlots) {
    SampleGraphs graph = new SampleGraphs(layers);
    switch (name) {
      case "dnn" -> graph.dnn(lastSlots);
      case "dcn2" -> graph.dcn(2);
      case "dcn7" -> graph.dcn(7);
      case "deepfm" -> graph.deepFm();
      case "wdl2" -> graph.wideAndDeep(2, firstSlots, lastSlots);
      case "wdl7" -> graph.wideAndDeep(7, firstSlots, lastSlots);
      case "dlrm16" -> graph.dlrm(true);
      case "dlrm32" -> graph.dlrm(false);
      case "simple16" -> graph.simple16();
      case "simple32" -> graph.simple32();
      default -> throw new IllegalArgumentException("unknown graph: " + name);
    }
  }

  private void dnn(int slots) {
    reshape("sparse_embedding1", "reshape1", slots * 64);
    String tensor = "reshape1";
    for (int i = 0; i < 3; i++) {
      tensor = relu(fc(tensor, 200));
    }
    loss(fc(tensor, 1));
  }

  private void dcn(int depth) {
    reshape("sparse_embedding1", "reshape1", 416);
    join("Concat", "concat1", "reshape1", "dense");
    slice("concat1", List.of("slice11", "slice12"), 0, 429, 0, 429);
    layer("MultiCross", "slice11", "multicross1").putObject("mc_param").put("num_layers", 6);
    join("Concat", "concat2", deep("slice12", 1024, depth), "multicross1");
    loss(fc("concat2", 1));
  }

  private void deepFm() {
    reshape("sparse_embedding1", "reshape1", 11);
    slice("reshape1", List.of("slice11", "slice12"), 0, 10, 10, 11);
    reshape("slice11", "reshape2", 260);
    reshape("slice12", "reshape3", 26);
    slice("dense", List.of("slice21", "slice22"), 0, 13, 0, 13);
    multiply("slice21", "multiply1", 13, 10);
    multiply("slice22", "multiply2", 13, 1);
    join("Concat", "concat1", "reshape2", "multiply1");
    slice("concat1", List.of("slice31", "slice32"), 0, 390, 0, 390);
    String logit = fc(deep("slice31", 400, 3), 1);
    layer("FmOrder2", "slice32", "fmorder2").put("out_dim", 10);
    layer("ReduceSum", "fmorder2", "reducesum1").put("axis", 1);
    join("Concat", "concat2", "reshape3", "multiply2");
    layer("ReduceSum", "concat2", "reducesum2").put("axis", 1);
    join("Add", "add", logit, "reducesum1", "reducesum2");
    loss("add");
  }

  private void wideAndDeep(int depth, int wideSlots, int deepSlots) {
    reshape("sparse_embedding1", "reshape1", deepSlots * 16);
    reshape("sparse_embedding2", "reshape2", wideSlots);
    String wide = "reshape2";
    if (wideSlots > 1) {
      layer("ReduceSum", "reshape2", "wide_redn").put("axis", 1);
      wide = "wide_redn";
    }
    join("Concat", "concat1", "reshape1", "dense");
    join("Add", "add1", fc(deep("concat1", 1024, depth), 1), wide);
    loss("add1");
  }

  private void dlrm(boolean fused) {
    String bottom = "dense";
    for (int width : new int[] {512, 256, 128}) {
      bottom = dlrmLayer(fused, bottom, width);
    }
    join("Interaction", "interaction1", bottom, "sparse_embedding1");
    String top = "interaction1";
    for (int width : new int[] {1024, 1024, 512, 256}) {
      top = dlrmLayer(fused, top, width);
    }
    loss(fc(top, 1));
  }

  private String dlrmLayer(boolean fused, String input, int width) {
    return fused ? fc("FusedInnerProduct", input, width) : relu(fc(input, width));
  }

  /// Leaves `slice12` unread.
  private void simple16() {
    String relu = simpleBottom();
    slice(relu, List.of("slice11", "slice12"), 0, 50, 100, 200);
    loss(fc("slice11", 1)).put("regularizer", "L2").put("lambda", 5e-4);
  }

  /// Reads `reshape1` and `concat1` twice and leaves `multiply1` and `slice12` unread.
  private void simple32() {
    multiply(simpleBottom(), "multiply1", 200, 10);
    layer("FmOrder2", "reshape1", "fmorder2_1").put("out_dim", 64);
    layer("ReduceSum", "fmorder2_1", "reducesum1").put("axis", 1);
    slice("concat1", List.of("slice11", "slice12"), 0, 200, 300, 400);
    String deep = relu(fc("slice11", 200));
    layer("MultiCross", deep, "multicross1").putObject("mc_param").put("num_layers", 2);
    join("Add", "add", fc(relu(fc("multicross1", 200)), 1), "reducesum1");
    loss("add").put("regularizer", "L2").put("lambda", 5e-4);
  }

  private String simpleBottom() {
    reshape("sparse_embedding1", "reshape1", 640);
    reshape("sparse_embedding2", "reshape2", 640);
    join("Concat", "concat1", "reshape1", "reshape2", "dense");
    return relu(fc("concat1", 200));
  }

  /// `depth` times InnerProduct, ReLU, Dropout.
  private String deep(String input, int width, int depth) {
    String tensor = input;
    for (int i = 1; i <= depth; i++) {
      String active = relu(fc(tensor, width));
      tensor = "dropout" + i;
      layer("Dropout", active, tensor).put("rate", 0.5);
    }
    return tensor;
  }

  private String fc(String input, int width) {
    return fc("InnerProduct", input, width);
  }

  private String fc(String type, String input, int width) {
    String top = "fc" + ++fc;
    layer(type, input, top).putObject("fc_param").put("num_output", width);
    return top;
  }

  private String relu(String input) {
    String top = "relu" + ++relu;
    layer("ReLU", input, top);
    return top;
  }

  private void reshape(String input, String top, int leadingDim) {
    layer("Reshape", input, top).put("leading_dim", leadingDim);
  }

  private void multiply(String input, String top, int slots, int vectorSize) {
    layer("Multiply", input, top).putArray("weight_dims").add(slots).add(vectorSize);
  }

  private void slice(String input, List<String> tops, int... borders) {
    ObjectNode layer = layers.addObject().put("name", tops.getFirst()).put("type", "Slice");
    layer.put("bottom", input);
    ArrayNode names = layer.putArray("top");
    tops.forEach(names::add);
    ArrayNode ranges = layer.putArray("ranges");
    for (int i = 0; i < borders.length; i += 2) {
      ranges.addArray().add(borders[i]).add(borders[i + 1]);
    }
  }

  private void join(String type, String top, String... inputs) {
    ObjectNode layer = layers.addObject().put("name", top).put("type", type);
    ArrayNode names = layer.putArray("bottom");
    for (String input : inputs) {
      names.add(input);
    }
    layer.put("top", top);
  }

  private ObjectNode layer(String type, String input, String top) {
    return layers
        .addObject()
        .put("name", top)
        .put("type", type)
        .put("bottom", input)
        .put("top", top);
  }

  private ObjectNode loss(String logits) {
    ObjectNode layer = layers.addObject().put("name", "loss").put("type", "BinaryCrossEntropyLoss");
    layer.putArray("bottom").add(logits).add("label");
    return layer.put("top", "loss");
  }
}
