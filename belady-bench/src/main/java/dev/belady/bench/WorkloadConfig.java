// SPDX-License-Identifier: Apache-2.0
package dev.belady.bench;

import dev.belady.config.ConfigFile;
import dev.belady.config.ConfigOverrides;
import dev.belady.config.ModelConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The configuration of a benchmark: a workload as HugeCTR's JSON. Single quotes stand for double
/// ones in this file.
final class WorkloadConfig {
  private static final String WIDE =
      """
      {'name':'wide','type':'DistributedSlotSparseEmbeddingHash','bottom':'wide_keys','top':'wide',
       'sparse_embedding_hparam':{'max_vocabulary_size_per_gpu':%d,'embedding_vec_size':1,'combiner':0}}
      """;
  private static final String EMBEDDING =
      """
      {'name':'emb','type':'LocalizedSlotSparseEmbeddingHash','bottom':'keys','top':'emb',
       'sparse_embedding_hparam':{'slot_size_array':%s,'embedding_vec_size':%d,'combiner':0}}
      """;

  private final Workload workload;
  private final List<String> layers = new ArrayList<>();

  private WorkloadConfig(Workload workload) {
    this.workload = workload;
  }

  /// The configuration that trains on the Raw file `data`.
  static ModelConfig training(BenchmarkOptions options, Path data) {
    return new WorkloadConfig(options.workload()).parse(options, "Raw", data.toString(), "{}");
  }

  /// The same model on made-up samples, for writing the Raw file.
  static ModelConfig synthetic(BenchmarkOptions options) {
    String format = "{'alpha':%s,'scramble':true,'seed':1}".formatted(options.keys().exponent());
    return new WorkloadConfig(options.workload()).parse(options, "Synthetic", "", format);
  }

  private ModelConfig parse(
      BenchmarkOptions options, String format, String source, String formatOptions) {
    layers.add(data(options, format, source, formatOptions));
    if (workload == Workload.WDL) {
      layers.add(WIDE.formatted(2 * Workload.WIDE_ROWS));
    }
    layers.add(EMBEDDING.formatted(workload.tables(), workload.dim()));
    String logit =
        switch (workload) {
          case WDL -> wideAndDeep();
          case DCN -> deepAndCross();
          case RMC2, RMC3, SYN_M1, SYN_M2, SYN_M3, SYN_M4, MLPERF -> dlrm();
        };
    layer("'type':'BinaryCrossEntropyLoss','bottom':['%s','label']", "loss", logit);
    String json =
        """
        {'solver':{'lr_policy':'fixed','max_iter':1000000000,'gpu':[0],'batchsize':%d,'snapshot':0,
         'seed':1,'input_key_type':'I32'},
         'optimizer':%s,
         'belady':{'threads':%d,'reader_threads':1,'report':false,'save_final_model':false},
         'layers':[%s]}
        """
            .formatted(
                options.batch(),
                options.optimizer().json(),
                options.threads(),
                String.join(",\n", layers));
    return ConfigFile.parse(
        json.replace('\'', '"'), options.workload().name(), ConfigOverrides.none());
  }

  private String data(
      BenchmarkOptions options, String format, String source, String formatOptions) {
    List<Long> sizes = new ArrayList<>(workload.tables());
    String wide = "";
    if (workload == Workload.WDL) {
      sizes.addAll(0, List.of(Workload.WIDE_ROWS, Workload.WIDE_ROWS));
      wide = sparse("wide_keys", 2) + ",";
    }
    return """
    {'name':'data','type':'Data','format':'%s','source':'%s','check':'None',
     'label':{'top':'label','label_dim':1},'dense':{'top':'dense','dense_dim':%d},
     'sparse':[%s],'slot_size_array':%s,'num_samples':%d,'float_label_dense':true,'options':%s}
    """
        .formatted(
            format,
            source,
            Workload.DENSE,
            wide + sparse("keys", workload.tables().size()),
            sizes,
            options.samples(),
            formatOptions);
  }

  private static String sparse(String name, int slots) {
    return ("{'top':'%s','type':'LocalizedSlot','max_feature_num_per_sample':%d,'max_nnz':1,"
            + "'slot_num':%d}")
        .formatted(name, slots, slots);
  }

  private String dlrm() {
    String bottom = mlp("dense", "bottom", workload.bottom(), true, false);
    String pairs = layer("'type':'Interaction','bottom':['%s','emb']", "pairs", bottom);
    return mlp(pairs, "top", workload.top(), false, false);
  }

  private String wideAndDeep() {
    String deep = mlp(embeddingAndDense(), "deep", workload.top(), false, true);
    layer("'type':'Reshape','bottom':'wide','leading_dim':2", "wide_flat");
    layer("'type':'ReduceSum','bottom':'wide_flat','axis':1", "wide_sum");
    return layer("'type':'Add','bottom':['%s','wide_sum']", "logit", deep);
  }

  private String deepAndCross() {
    String input = embeddingAndDense();
    layer("'type':'MultiCross','bottom':'%s','mc_param':{'num_layers':6}", "cross", input);
    String deep = mlp(input, "deep", workload.top(), true, true);
    layer("'type':'Concat','bottom':['%s','cross']", "both", deep);
    return mlp("both", "last", List.of(1), false, false);
  }

  private String embeddingAndDense() {
    int floats = workload.tables().size() * workload.dim();
    layer("'type':'Reshape','bottom':'emb','leading_dim':%d", "flat", floats);
    return layer("'type':'Concat','bottom':['flat','dense']", "input");
  }

  /// Adds linear layers with a ReLU, and where wanted a dropout, behind each; behind the last only
  /// with `wholeLast`. Returns the tensor that comes out.
  private String mlp(
      String input, String name, List<Integer> widths, boolean wholeLast, boolean dropout) {
    String at = input;
    for (int i = 0; i < widths.size(); i++) {
      at =
          layer(
              "'type':'InnerProduct','bottom':'%s','fc_param':{'num_output':%d}",
              name + i, at, widths.get(i));
      if (wholeLast || i + 1 < widths.size()) {
        at = layer("'type':'ReLU','bottom':'%s'", at + "_relu", at);
        if (dropout) {
          at = layer("'type':'Dropout','bottom':'%s','rate':0.5", at + "_drop", at);
        }
      }
    }
    return at;
  }

  private String layer(String body, String top, Object... values) {
    String text = String.format(Locale.ROOT, body, values);
    layers.add("{'name':'%s','top':'%s',%s}".formatted(top, top, text));
    return top;
  }
}
