// SPDX-License-Identifier: Apache-2.0
package dev.belady.config;

import dev.belady.config.EmbeddingSpec.Combiner;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the embedding layers.
final class EmbeddingParser {
  private final OptimizerSpec modelOptimizer;
  private final int gpus;

  /// A parser for one model.
  ///
  /// @param gpus the devices that the file names, the unit of its capacities
  EmbeddingParser(OptimizerSpec modelOptimizer, int gpus) {
    this.modelOptimizer = modelOptimizer;
    this.gpus = gpus;
  }

  /// The embedding class with this name, or null when the type is not one.
  static EmbeddingSpec.@Nullable Type type(String name) {
    for (EmbeddingSpec.Type type : EmbeddingSpec.Type.values()) {
      if (type.jsonName().equals(name)) {
        return type;
      }
    }
    return null;
  }

  EmbeddingSpec parse(Section section, EmbeddingSpec.Type type) {
    String name = section.text("name", "");
    String input = single(section, "bottom");
    String output = single(section, "top");
    section.ignore("there are no transfers between GPUs to plan", "plan_file");
    Section parameters = section.parameters("sparse_embedding_hparam");
    int vectorSize = parameters.integer("embedding_vec_size");
    Combiner combiner = combiner(parameters);
    List<Long> slotSizes = parameters.longIntegers("slot_size_array");
    if (type == EmbeddingSpec.Type.ONE_HOT && slotSizes.isEmpty()) {
      throw parameters.error("slot_size_array is missing: " + type.jsonName() + " needs it");
    }
    if (type == EmbeddingSpec.Type.HYBRID) {
      ignoreHybridSettings(section, parameters);
    }
    long rowsHint = rowsHint(parameters, vectorSize, slotSizes);
    OptimizerSpec optimizer = optimizer(section);
    return parameters.build(() ->
        new EmbeddingSpec(
            section.place(),
            name.isEmpty() ? output : name,
            type,
            input,
            output,
            vectorSize,
            combiner,
            rowsHint,
            slotSizes,
            optimizer));
  }

  private static String single(Section section, String key) {
    List<String> names = section.texts(key);
    if (names.size() != 1) {
      throw section.error("an embedding must have one " + key + ": " + key + "=" + names);
    }
    return names.getFirst();
  }

  private static Combiner combiner(Section parameters) {
    if (!parameters.isText("combiner")) {
      int number = parameters.integer("combiner");
      return switch (number) {
        case 0 -> Combiner.SUM;
        case 1 -> Combiner.MEAN;
        default ->
            throw parameters.error(
                "combiner must be 0 (sum), 1 (mean), \"sum\" or \"mean\": combiner=" + number);
      };
    }
    return parameters.choice(
        "combiner", Combiner.values(), combiner -> combiner == Combiner.SUM ? "sum" : "mean");
  }

  private long rowsHint(Section parameters, int vectorSize, List<Long> slotSizes) {
    long perGpu = parameters.longInteger("max_vocabulary_size_per_gpu", 0);
    double megabytes = parameters.number("workspace_size_per_gpu_in_mb", 0);
    if (perGpu < 0) {
      throw parameters.error(
          "max_vocabulary_size_per_gpu must be >= 0: max_vocabulary_size_per_gpu=" + perGpu);
    }
    if (megabytes < 0) {
      throw parameters.error(
          "workspace_size_per_gpu_in_mb must be >= 0: workspace_size_per_gpu_in_mb=" + megabytes);
    }
    if (!slotSizes.isEmpty()) {
      return slotSizes.stream().reduce(0L, EmbeddingParser::saturatedSum);
    }
    long global = parameters.longInteger("max_vocabulary_size_global", 0);
    if (global > 0) {
      return global;
    }
    if (perGpu > 0) {
      return perGpu > Long.MAX_VALUE / gpus ? Long.MAX_VALUE : perGpu * gpus;
    }
    double rowBytes = Math.max(1, vectorSize) * (double) Float.BYTES;
    return (long) (megabytes * (1 << 20) / rowBytes * gpus);
  }

  private static long saturatedSum(long a, long b) {
    return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
  }

  private OptimizerSpec optimizer(Section section) {
    @Nullable Section own = section.object("optimizer");
    return own == null ? modelOptimizer : OptimizerParser.parseForEmbedding(own, modelOptimizer);
  }

  private static void ignoreHybridSettings(Section section, Section parameters) {
    section.notice(
        "HybridSparseEmbedding is trained as LocalizedSlotSparseEmbeddingOneHot: the same"
            + " computation in one memory");
    parameters.ignore(
        "they tune transfers between GPUs",
        "max_num_frequent_categories",
        "max_num_infrequent_samples",
        "p_dup_max",
        "max_all_reduce_bandwidth",
        "max_all_to_all_bandwidth",
        "efficiency_bandwidth_ratio",
        "communication_type",
        "hybrid_embedding_type");
  }
}
