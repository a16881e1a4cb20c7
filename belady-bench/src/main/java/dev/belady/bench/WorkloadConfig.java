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
  private final Workload workload;
  private final List<String> layers = new ArrayList<>();

  private WorkloadConfig(Workload workload) {
    this.workload = workload;
  }

  /// The configuration that trains on the Raw file `data`.
  static ModelConfig training(BenchmarkOptions options, Path data) {
    return training(options, data, ConfigOverrides.none());
  }

  /// The same with changes.
  static ModelConfig training(BenchmarkOptions options, Path data, ConfigOverrides changes) {
    return new WorkloadConfig(options.workload())
        .parse(options, "Raw", data.toString(), "{}", changes);
  }

  /// The same model on made-up samples, for writing the Raw file.
  static ModelConfig synthetic(BenchmarkOptions options) {
    String format =
        String.format(
            Locale.ROOT, "{'alpha':%s,'scramble':true,'seed':1}", options.keys().exponent());
    return new WorkloadConfig(options.workload())
        .parse(options, "Synthetic", "", format, ConfigOverrides.none());
  }

  private ModelConfig parse(
      BenchmarkOptions options,
      String format,
      String source,
      String formatOptions,
      ConfigOverrides changes) {
    layers.add(data(options, format, source, formatOptions));
    if (workload.kind() == Workload.Kind.WIDE_AND_DEEP) {
      layers.add(wide());
    }
    layers.add(embedding());
    String logit =
        switch (workload.kind()) {
          case WIDE_AND_DEEP -> wideAndDeep();
          case DEEP_AND_CROSS -> deepAndCross();
          case DLRM -> dlrm();
        };
    add(
        "loss",
        String.format(
            Locale.ROOT, "'type':'BinaryCrossEntropyLoss','bottom':['%s','label']", logit));
    String json =
        String.format(
            Locale.ROOT,
            """
            {'solver':{'lr_policy':'fixed','max_iter':1000000000,'gpu':[0],'batchsize':%d,'snapshot':0,
             'seed':1,'input_key_type':'I32'},
             'optimizer':%s,
             'belady':{'threads':%d,'reader_threads':1,'report':false,'save_final_model':false},
             'layers':[%s]}
            """,
            options.batch(),
            options.optimizer().json(),
            options.threads(),
            String.join(",\n", layers));
    return ConfigFile.parse(json.replace('\'', '"'), workload.name(), changes);
  }

  private String data(
      BenchmarkOptions options, String format, String source, String formatOptions) {
    boolean hasWide = workload.kind() == Workload.Kind.WIDE_AND_DEEP;
    String wide = hasWide ? sparse("wide_keys", 2) + "," : "";
    return String.format(
        Locale.ROOT,
        """
        {'name':'data','type':'Data','format':'%s','source':'%s','check':'None',
         'label':{'top':'label','label_dim':1},'dense':{'top':'dense','dense_dim':%d},
         'sparse':[%s],'slot_size_array':%s,'num_samples':%d,'float_label_dense':true,'options':%s}
        """,
        format,
        source,
        workload.dense(),
        wide + sparse("keys", workload.tables().size()),
        workload.slots(),
        options.samples(),
        formatOptions);
  }

  private static String wide() {
    return String.format(
        Locale.ROOT,
        """
        {'name':'wide','type':'DistributedSlotSparseEmbeddingHash','bottom':'wide_keys','top':'wide',
         'sparse_embedding_hparam':
          {'max_vocabulary_size_per_gpu':%d,'embedding_vec_size':1,'combiner':0}}
        """,
        2 * Workload.WIDE_ROWS);
  }

  private String embedding() {
    return String.format(
        Locale.ROOT,
        """
        {'name':'emb','type':'LocalizedSlotSparseEmbeddingHash','bottom':'keys','top':'emb',
         'sparse_embedding_hparam':{'slot_size_array':%s,'embedding_vec_size':%d,'combiner':0}}
        """,
        workload.tables(),
        workload.dim());
  }

  private static String sparse(String name, int slots) {
    return String.format(
        Locale.ROOT,
        "{'top':'%s','type':'LocalizedSlot','max_feature_num_per_sample':%d,'max_nnz':1,"
            + "'slot_num':%d}",
        name,
        slots,
        slots);
  }

  private String dlrm() {
    String bottom = mlp("dense", "bottom", workload.bottom(), true, false);
    add("pairs", String.format(Locale.ROOT, "'type':'Interaction','bottom':['%s','emb']", bottom));
    return mlp("pairs", "top", workload.top(), false, false);
  }

  private String wideAndDeep() {
    String deep = mlp(embeddingAndDense(), "deep", workload.top(), false, true);
    add("wide_flat", "'type':'Reshape','bottom':'wide','leading_dim':2");
    add("wide_sum", "'type':'ReduceSum','bottom':'wide_flat','axis':1");
    add("logit", String.format(Locale.ROOT, "'type':'Add','bottom':['%s','wide_sum']", deep));
    return "logit";
  }

  private String deepAndCross() {
    String input = embeddingAndDense();
    add(
        "cross",
        String.format(
            Locale.ROOT, "'type':'MultiCross','bottom':'%s','mc_param':{'num_layers':6}", input));
    String deep = mlp(input, "deep", workload.top(), true, true);
    add("both", String.format(Locale.ROOT, "'type':'Concat','bottom':['%s','cross']", deep));
    return mlp("both", "last", List.of(1), false, false);
  }

  private String embeddingAndDense() {
    int floats = workload.tables().size() * workload.dim();
    add(
        "flat",
        String.format(Locale.ROOT, "'type':'Reshape','bottom':'emb','leading_dim':%d", floats));
    add("input", "'type':'Concat','bottom':['flat','dense']");
    return "input";
  }

  /// Adds linear layers with a ReLU, and where wanted a dropout, behind each; behind the last only
  /// with `wholeLast`. Returns the tensor that comes out.
  private String mlp(
      String input, String name, List<Integer> widths, boolean wholeLast, boolean dropout) {
    String at = input;
    for (int i = 0; i < widths.size(); i++) {
      String linear = name + i;
      add(
          linear,
          String.format(
              Locale.ROOT,
              "'type':'InnerProduct','bottom':'%s','fc_param':{'num_output':%d}",
              at,
              widths.get(i)));
      at = linear;
      if (wholeLast || i + 1 < widths.size()) {
        add(linear + "_relu", String.format(Locale.ROOT, "'type':'ReLU','bottom':'%s'", at));
        at = linear + "_relu";
        if (dropout) {
          add(
              linear + "_drop",
              String.format(
                  Locale.ROOT, "'type':'Dropout','bottom':'%s','rate':%s", at, workload.dropout()));
          at = linear + "_drop";
        }
      }
    }
    return at;
  }

  private void add(String top, String body) {
    layers.add(String.format(Locale.ROOT, "{'name':'%s','top':'%s',%s}", top, top, body));
  }
}
