// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.config.ConfigFile;
import dev.belady.config.ConfigOverrides;
import dev.belady.config.ModelConfig;
import dev.belady.embedding.EmbeddingTable;
import dev.belady.model.Model;
import java.util.ArrayList;
import java.util.List;

/// A DLRM as the reference implementation (github.com/facebookresearch/dlrm) makes it: its shape
/// and its first values.
///
/// @param rows the rows of each table
/// @param dim the width of a row and of the last bottom layer
/// @param bottom the widths of the bottom network, the dense features first
/// @param top the widths of the top network after its input, the output last
record ReferenceDlrm(List<Integer> rows, int dim, List<Integer> bottom, List<Integer> top) {
  private static final int SEED = 123;

  /// A fully connected layer: weight `outputs x inputs`, row-major, and bias.
  record LinearValues(int inputs, int outputs, float[] weight, float[] bias) {}

  /// First values: one array per table, then the layers, bottom before top.
  record Values(List<float[]> tables, List<LinearValues> layers) {}

  ModelConfig config(int batch, double learningRate) {
    StringBuilder layers = new StringBuilder();
    String bottomEnd = mlp(layers, "dense", "bottom", bottom.subList(1, bottom.size()), true);
    layers.append(
        "{'type':'Interaction','bottom':['%s','emb'],'top':'pairs'},".formatted(bottomEnd));
    String logit = mlp(layers, "pairs", "top", top, false);
    String json =
        """
        {'solver':{'lr_policy':'fixed','max_iter':1000,'gpu':[0],'batchsize':%d,'input_key_type':'I64'},
         'optimizer':{'type':'SGD','sgd_hparam':{'learning_rate':%s}},
         'layers':[
         {'name':'data','type':'Data','format':'Norm','source':'unused','check':'None',
          'label':{'top':'label','label_dim':1},'dense':{'top':'dense','dense_dim':%d},
          'sparse':[{'top':'keys','type':'DistributedSlot','max_feature_num_per_sample':%d,'slot_num':%d}]},
         {'name':'emb','type':'DistributedSlotSparseEmbeddingHash','bottom':'keys','top':'emb',
          'sparse_embedding_hparam':{'max_vocabulary_size_per_gpu':10000,'embedding_vec_size':%d,'combiner':0}},
         %s
         {'name':'loss','type':'BinaryCrossEntropyLoss','bottom':['%s','label'],'top':'loss'}]}
        """
            .formatted(
                batch,
                learningRate,
                bottom.getFirst(),
                10 * rows.size(),
                rows.size(),
                dim,
                layers,
                logit);
    return ConfigFile.parse(json.replace('\'', '"'), "reference", ConfigOverrides.none());
  }

  private static String mlp(
      StringBuilder layers, String input, String name, List<Integer> widths, boolean lastRelu) {
    String at = input;
    for (int i = 0; i < widths.size(); i++) {
      String linear = name + i;
      layers.append(
          "{'type':'InnerProduct','bottom':'%s','top':'%s','fc_param':{'num_output':%d}},"
              .formatted(at, linear, widths.get(i)));
      at = linear;
      if (lastRelu || i + 1 < widths.size()) {
        at = linear + "_relu";
        layers.append("{'type':'ReLU','bottom':'%s','top':'%s'},".formatted(linear, at));
      }
    }
    return at;
  }

  /// Draws the tables (uniform within sqrt(1 / rows)), then weight and bias of every layer (normal,
  /// deviations sqrt(2 / (inputs + outputs)) and sqrt(1 / outputs)).
  Values firstValues() {
    NumpyRandom random = new NumpyRandom(SEED);
    List<float[]> tables = new ArrayList<>();
    for (int count : rows) {
      double bound = Math.sqrt(1.0 / count);
      float[] table = new float[count * dim];
      for (int i = 0; i < table.length; i++) {
        table[i] = (float) random.uniform(-bound, bound);
      }
      tables.add(table);
    }
    List<LinearValues> layers = new ArrayList<>();
    drawLayers(random, bottom.getFirst(), bottom.subList(1, bottom.size()), layers);
    drawLayers(random, dim + rows.size() * (rows.size() + 1) / 2, top, layers);
    return new Values(tables, layers);
  }

  private static void drawLayers(
      NumpyRandom random, int firstInputs, List<Integer> widths, List<LinearValues> into) {
    int inputs = firstInputs;
    for (int outputs : widths) {
      float[] weight = normals(random, inputs * outputs, 2.0 / (inputs + outputs));
      float[] bias = normals(random, outputs, 1.0 / outputs);
      into.add(new LinearValues(inputs, outputs, weight, bias));
      inputs = outputs;
    }
  }

  private static float[] normals(NumpyRandom random, int count, double variance) {
    double deviation = Math.sqrt(variance);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.normal(0, deviation);
    }
    return values;
  }

  /// Gives a new model these values. Its first top layer has one row more than the reference: that
  /// of the interaction's last element, which is always 0.
  void initialize(Model model, Values values) {
    int at = 0;
    for (int layer = 0; layer < values.layers().size(); layer++) {
      LinearValues linear = values.layers().get(layer);
      for (int input = 0; input < linear.inputs(); input++) {
        for (int output = 0; output < linear.outputs(); output++) {
          model.parameters()[at++] = linear.weight()[output * linear.inputs() + input];
        }
      }
      if (layer == bottom.size() - 1) {
        at += linear.outputs();
      }
      System.arraycopy(linear.bias(), 0, model.parameters(), at, linear.outputs());
      at += linear.outputs();
    }
    if (at != model.parameters().length) {
      throw new IllegalStateException("the model has another shape: floats=" + at);
    }
    EmbeddingTable table = model.tables().getFirst();
    long key = 0;
    for (int slot = 0; slot < rows.size(); slot++) {
      for (int row = 0; row < rows.get(slot); row++) {
        table.put(key++, slot, values.tables().get(slot), row * dim);
      }
    }
    model.setTrainedRows(0, table.rows());
  }
}
