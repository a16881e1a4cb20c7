// SPDX-License-Identifier: Apache-2.0
package dev.belady.config;

import dev.belady.config.DataSpec.DenseTensor;
import dev.belady.config.DataSpec.Encoding;
import dev.belady.config.DataSpec.Samples;
import dev.belady.data.KeyType;
import dev.belady.data.SparseInput;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads the Data layer, which is the first of `layers`.
final class DataParser {
  private static final String[] FORMATS = {
    "Norm", "Raw", "RawAsync", "Parquet", "Criteo", "Synthetic"
  };
  private static final String[] SPARSE_TYPES = {"DistributedSlot", "LocalizedSlot"};
  private static final String[] CHECKS = {"Sum", "None"};

  private DataParser() {}

  static DataSpec parse(Section section, KeyType keyType) {
    section.text("name", "");
    String named = section.choice("format", "Norm", FORMATS, format -> format);
    String format = named.equals("RawAsync") ? "Raw" : named;
    Encoding encoding =
        new Encoding(keyType, checksum(section, format), section.flag("float_label_dense", false));
    Samples train = train(section, format);
    Samples eval = eval(section, format);
    DenseTensor label = label(section);
    DenseTensor dense = dense(section);
    List<SparseInput> sparse = sparse(section);
    Map<String, String> options = options(section);
    section.ignore("belady.reader_threads says how many threads read", "num_workers");
    section.ignore("RawAsync is read like Raw", "async_param");
    DataSpec data =
        section.build(() ->
            new DataSpec(
                format,
                label,
                dense,
                sparse,
                train,
                eval,
                encoding,
                section.longIntegers("slot_size_array"),
                section.integer("cache_eval_data", 0),
                options));
    requireRawFits(section, data);
    return data;
  }

  private static boolean checksum(Section section, String format) {
    if (!section.has("check")) {
      if (format.equals("Norm")) {
        throw section.error("check is missing: Norm files need \"Sum\" or \"None\"");
      }
      return false;
    }
    return section.choice("check", CHECKS, check -> check).equals("Sum");
  }

  private static Samples train(Section section, String format) {
    List<String> sources = section.texts("source");
    if (sources.size() > 1) {
      throw section.error(
          "source must be one file: a list of sources is not supported, name all data files in one"
              + " file list: source="
              + sources);
    }
    if (sources.isEmpty() && !format.equals("Synthetic")) {
      throw section.error("source is missing");
    }
    if (sampleCountNeeded(format) && !section.has("num_samples")) {
      throw section.error("num_samples is missing: the format " + format + " needs it");
    }
    return samples(section, sources.isEmpty() ? "" : sources.getFirst(), "num_samples");
  }

  private static Samples eval(Section section, String format) {
    String path = section.text("eval_source", "");
    if (!path.isEmpty() && sampleCountNeeded(format) && !section.has("eval_num_samples")) {
      throw section.error("eval_num_samples is missing: the format " + format + " needs it");
    }
    return samples(section, path, "eval_num_samples");
  }

  private static boolean sampleCountNeeded(String format) {
    return format.equals("Raw") || format.equals("Synthetic");
  }

  private static Samples samples(Section section, String path, String countKey) {
    long count = section.longInteger(countKey, 0);
    if (count < 0) {
      throw section.error(countKey + " must be >= 0: " + countKey + "=" + count);
    }
    return new Samples(path, count);
  }

  private static DenseTensor label(Section section) {
    @Nullable Section label = section.object("label");
    if (label == null) {
      throw section.error("label is missing");
    }
    return new DenseTensor(label.text("top"), label.integer("label_dim"));
  }

  private static DenseTensor dense(Section section) {
    @Nullable Section dense = section.object("dense");
    if (dense == null) {
      return new DenseTensor("dense", 0);
    }
    dense.ignore("it tunes the copy to GPUs", "aligned");
    return new DenseTensor(dense.text("top"), dense.integer("dense_dim"));
  }

  private static List<SparseInput> sparse(Section section) {
    List<SparseInput> inputs = new ArrayList<>();
    for (Section entry : section.objects("sparse")) {
      inputs.add(sparseInput(entry));
    }
    return inputs;
  }

  private static SparseInput sparseInput(Section entry) {
    String name = entry.text("top");
    entry.choice("type", SPARSE_TYPES[0], SPARSE_TYPES, type -> type);
    int slots = entry.integer("slot_num");
    if (entry.has("nnz_per_slot")) {
      if (entry.has("max_feature_num_per_sample") || entry.has("max_nnz")) {
        throw entry.error(
            "nnz_per_slot excludes max_feature_num_per_sample and max_nnz: nnz_per_slot="
                + entry.integers("nnz_per_slot"));
      }
      entry.flag("is_fixed_length", false);
      return fromSlots(entry, name, slots);
    }
    int maxKeys = entry.integer("max_feature_num_per_sample");
    int maxHotness = entry.integer("max_nnz", maxKeys);
    return entry.build(() -> new SparseInput(name, slots, maxHotness, maxKeys));
  }

  private static SparseInput fromSlots(Section entry, String name, int slots) {
    List<Integer> perSlot = entry.integers("nnz_per_slot");
    if (perSlot.size() != 1 && perSlot.size() != slots) {
      throw entry.error(
          "nnz_per_slot must be one number or one per slot (slots="
              + slots
              + "): entries="
              + perSlot.size());
    }
    int most = 0;
    long sum = 0;
    for (int nnz : perSlot) {
      if (nnz < 1) {
        throw entry.error("nnz_per_slot must be > 0: nnz_per_slot=" + nnz);
      }
      most = Math.max(most, nnz);
      sum += nnz;
    }
    int maxHotness = most;
    long maxKeys = perSlot.size() == 1 ? sum * slots : sum;
    return entry.build(
        () -> new SparseInput(name, slots, maxHotness, (int) Math.min(maxKeys, Integer.MAX_VALUE)));
  }

  private static Map<String, String> options(Section section) {
    Map<String, String> options = new LinkedHashMap<>();
    @Nullable Section object = section.object("options");
    if (object != null) {
      for (String[] entry : object.flatEntries()) {
        options.put(entry[0], entry[1]);
      }
    }
    return options;
  }

  private static void requireRawFits(Section section, DataSpec data) {
    if (data.format().equals("Raw") && data.encoding().keyType() != KeyType.I32) {
      throw section.error(
          "the format Raw holds 32-bit keys: input_key_type=" + data.encoding().keyType());
    }
  }
}
