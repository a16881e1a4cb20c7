// SPDX-License-Identifier: Apache-2.0
package dev.belady.config;

import dev.belady.config.MetricSpec.Kind;
import dev.belady.config.SolverSpec.ModelFiles;
import dev.belady.config.SolverSpec.RunLength;
import dev.belady.config.SolverSpec.SnapshotSpec;
import dev.belady.data.KeyType;
import java.util.ArrayList;
import java.util.List;

/// Reads the `solver` object.
final class SolverParser {
  private static final int DISPLAY = 200;
  private static final int SNAPSHOT = 10000;

  /// What `CreateSolver` and `fit` of the Python interface take when nothing is said.
  static final SolverSpec DEFAULT =
      new SolverSpec(
          new RunLength.Iterations(2000),
          2048,
          DISPLAY,
          new EvaluationSpec(1000, 2048, 100, List.of(new MetricSpec(Kind.AUC, 1)), ""),
          new SnapshotSpec(SNAPSHOT, ""),
          ModelFiles.NONE,
          KeyType.I32,
          0,
          List.of(List.of(0)));

  private static final List<Integer> LOSS_SCALES = List.of(128, 256, 512, 1024);

  private SolverParser() {}

  static SolverSpec parse(Section section) {
    String policy = section.text("lr_policy", "fixed");
    if (!policy.equals("fixed")) {
      throw section.error("lr_policy must be fixed: lr_policy=" + policy);
    }
    ignoreGpuSettings(section);
    RunLength length = length(section);
    int batchSize = batchSize(section);
    EvaluationSpec evaluation = evaluation(section, batchSize);
    List<List<Integer>> gpus = gpus(section);
    return section.build(() ->
        new SolverSpec(
            length,
            batchSize,
            section.integer("display", DISPLAY),
            evaluation,
            new SnapshotSpec(
                section.longInteger("snapshot", SNAPSHOT), section.text("snapshot_prefix", "")),
            new ModelFiles(
                section.text("dense_model_file", ""),
                section.texts("sparse_model_file"),
                section.text("dense_opt_states_file", ""),
                section.texts("sparse_opt_states_file")),
            section.choice("input_key_type", KeyType.I32, KeyType.values(), KeyType::name),
            section.longInteger("seed", 0),
            gpus));
  }

  private static RunLength length(Section section) {
    if (section.has("max_iter") && section.has("num_epochs")) {
      throw section.error(
          "max_iter and num_epochs exclude each other: max_iter="
              + section.longInteger("max_iter", 0)
              + ", num_epochs="
              + section.integer("num_epochs"));
    }
    return section.build(() ->
        section.has("max_iter")
            ? new RunLength.Iterations(section.longInteger("max_iter", 0))
            : new RunLength.Epochs(section.integer("num_epochs", 1)));
  }

  /// The batch size, checked before the sizes that follow from it.
  private static int batchSize(Section section) {
    int batchSize = section.integer("batchsize");
    return section.build(() -> {
      Require.positive("batchsize", batchSize);
      return batchSize;
    });
  }

  private static EvaluationSpec evaluation(Section section, int batchSize) {
    int evalBatchSize = section.integer("batchsize_eval", batchSize);
    int batches = evalBatches(section, evalBatchSize);
    List<MetricSpec> metrics = metrics(section);
    return section.build(() ->
        new EvaluationSpec(
            section.integer("eval_interval", 0),
            evalBatchSize,
            batches,
            metrics,
            section.text("export_predictions_prefix", "")));
  }

  private static int evalBatches(Section section, int evalBatchSize) {
    List<String> given = new ArrayList<>();
    for (String key : List.of("eval_batches", "max_eval_batches", "max_eval_samples")) {
      if (section.has(key)) {
        given.add(key);
      }
    }
    if (given.isEmpty()) {
      return 0;
    }
    if (given.size() > 1) {
      throw section.error(String.join(" and ", given) + " exclude each other");
    }
    int value = section.integer(given.getFirst());
    if (!given.getFirst().equals("max_eval_samples") || evalBatchSize <= 0) {
      return value;
    }
    return Math.ceilDiv(value, evalBatchSize);
  }

  private static List<MetricSpec> metrics(Section section) {
    if (!section.has("eval_metrics")) {
      return List.of(new MetricSpec(Kind.AUC, Kind.AUC.defaultThreshold()));
    }
    List<MetricSpec> metrics = new ArrayList<>();
    for (String text : section.texts("eval_metrics")) {
      MetricSpec metric = metric(section, text);
      if (metrics.stream().anyMatch(other -> other.kind() == metric.kind())) {
        throw section.error("a metric must be named once: eval_metrics=" + text);
      }
      metrics.add(metric);
    }
    return metrics;
  }

  private static MetricSpec metric(Section section, String text) {
    int colon = text.indexOf(':');
    String name = colon < 0 ? text : text.substring(0, colon);
    Kind kind = section.toChoice("eval_metrics", name, Kind.values(), Kind::jsonName);
    double threshold = kind.defaultThreshold();
    if (colon >= 0) {
      try {
        threshold = Double.parseDouble(text.substring(colon + 1));
      } catch (NumberFormatException _) {
        throw section.error("the threshold of a metric must be a number: eval_metrics=" + text);
      }
    }
    double checked = threshold;
    return section.build(() -> new MetricSpec(kind, checked));
  }

  private static List<List<Integer>> gpus(Section section) {
    List<List<Integer>> gpus = section.integerLists("gpu");
    int count = gpus.stream().mapToInt(List::size).sum();
    if (count > 1) {
      section.notice(
          "gpu names "
              + count
              + " devices and is ignored: belady.threads says how many cores compute");
    }
    return gpus;
  }

  private static void ignoreGpuSettings(Section section) {
    if (section.has("mixed_precision")) {
      int scale = section.integer("mixed_precision");
      if (!LOSS_SCALES.contains(scale)) {
        throw section.error(
            "mixed_precision must be one of 128, 256, 512, 1024: mixed_precision=" + scale);
      }
      section.ignore("everything is computed in 32-bit floats without a scale", "mixed_precision");
    }
    section.ignore(
        "they tune the use of GPUs and change no result",
        "algorithm_search",
        "cuda_graph",
        "enable_tf32_compute",
        "device_layout",
        "enable_overlap",
        "holistic_cuda_graph",
        "use_overlapped_pipeline",
        "all_reduce_algo",
        "grouped_all_reduce",
        "num_iterations_statistics",
        "is_dlrm");
  }
}
