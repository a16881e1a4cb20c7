// SPDX-License-Identifier: Apache-2.0
package dev.belady.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The configurations of HugeCTR's samples and tests at version 2.3, written out from a table of
/// what they say. File names are of their time and exist nowhere.
public final class SampleConfigs {
  private static final long[] KAGGLE_SLOT_SIZES = {
    1459, 583, 6373320, 1977439, 305, 24, 12513, 633, 3, 92719, 5681, 5666265, 3193, 27, 14986,
    4209368, 10, 5652, 2173, 4, 5058596, 18, 15, 282062, 105, 141594
  };
  private static final long[] TERABYTE_SLOT_SIZES = {
    39884406, 39043, 17289, 7420, 20263, 3, 7120, 1543, 63, 38532951, 2953546, 403346, 10, 2208,
    11938, 155, 4, 976, 14, 39979771, 25641295, 39664984, 585935, 12972, 108, 36
  };
  private static final long[] CROSSED_SLOT_SIZES = {278899, 355877};

  private SampleConfigs() {}

  /// One configuration.
  ///
  /// @param file its name in HugeCTR's repository
  /// @param layers its dense layers and their counts, `Rsh2 Cat IP3 BCE`
  /// @param json its text
  public record Sample(String file, String layers, String json) {
    @Override
    public String toString() {
      return file;
    }

    /// The same model small enough for one step in a test: the format Synthetic with `samples`
    /// samples, batches of `batch`, `rows` rows per slot. Dimensions of the network stay.
    public String small(int batch, int samples, int rows) {
      ObjectNode root = (ObjectNode) ConfigFile.MAPPER.readTree(json);
      ObjectNode solver = (ObjectNode) root.get("solver");
      solver.put("batchsize", batch).put("batchsize_eval", batch).put("eval_batches", 1);
      solver.put("input_key_type", "I64");
      ArrayNode layers = (ArrayNode) root.get("layers");
      ObjectNode data = (ObjectNode) layers.get(0);
      data.put("format", "Synthetic").put("num_samples", samples).put("eval_num_samples", samples);
      data.remove(List.of("source", "eval_source"));
      int slots = 0;
      for (var input : data.get("sparse")) {
        slots += input.get("slot_num").asInt();
      }
      putSizes(data, new long[slots], rows);
      for (var layer : layers) {
        if (layer.get("sparse_embedding_hparam") instanceof ObjectNode parameters
            && parameters.has("slot_size_array")) {
          putSizes(parameters, new long[parameters.get("slot_size_array").size()], rows);
        }
      }
      return root.toPrettyString();
    }

    private static void putSizes(ObjectNode object, long[] sizes, int rows) {
      Arrays.fill(sizes, rows);
      put(object, "slot_size_array", sizes);
    }
  }

  /// All 60.
  public static List<Sample> all() {
    List<Sample> samples = new ArrayList<>();
    try (InputStream table =
        Objects.requireNonNull(
            SampleConfigs.class.getResourceAsStream("hugectr-samples.txt"), "table")) {
      for (String line :
          new String(table.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        if (!line.startsWith("#")) {
          samples.add(new Line(line).sample());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return samples;
  }

  /// The configuration whose file name ends in `name`.
  public static Sample named(String name) {
    return all().stream()
        .filter(sample -> sample.file.endsWith("/" + name))
        .findFirst()
        .orElseThrow();
  }

  private static void put(ObjectNode object, String key, long[] values) {
    ArrayNode list = object.putArray(key);
    for (long value : values) {
      list.add(value);
    }
  }

  /// One line of the table.
  private static final class Line {
    private final String file;
    private final List<String> format;
    private final int dense;
    private final String[] sparse;
    private final String[] embeddings;
    private final String graph;
    private final String layers;
    private final List<String> optimizer;
    private final String[] batch;
    private final String[] gpus;
    private final String[] iterations;
    private final ObjectNode root = ConfigFile.MAPPER.createObjectNode();

    Line(String line) {
      String[] columns = line.strip().split(" *\\| *", -1);
      file = columns[0];
      format = List.of(columns[1].split(" ", -1));
      dense = Integer.parseInt(columns[2].split("/", -1)[1]);
      sparse = columns[3].split(" ", -1);
      embeddings = columns[4].split(" ", -1);
      graph = columns[5];
      layers = columns[6];
      optimizer = List.of(columns[7].split(" ", -1));
      batch = columns[8].split("/", -1);
      gpus = columns[9].split(" ", -1);
      iterations = columns[10].split("/", -1);
    }

    Sample sample() {
      putSolver(root.putObject("solver"));
      putOptimizer(root.putObject("optimizer"));
      ArrayNode list = root.putArray("layers");
      putData(list.addObject());
      for (int i = 0; i < embeddings.length; i++) {
        putEmbedding(list.addObject(), i);
      }
      SampleGraphs.add(graph, list, slots(0), slots(sparse.length - 1));
      return new Sample(file, layers, root.toPrettyString());
    }

    private int slots(int input) {
      return Integer.parseInt(sparse[input].replaceAll("h1|\\D", ""));
    }

    private void putSolver(ObjectNode solver) {
      solver.put("lr_policy", "fixed").put("display", 1000);
      solver.put("max_iter", Integer.parseInt(iterations[0]));
      putGpus(solver);
      solver.put("batchsize", Integer.parseInt(batch[0]));
      if (batch.length > 1) {
        solver.put("batchsize_eval", Integer.parseInt(batch[1]));
      }
      solver.put("snapshot", 10000000).put("snapshot_prefix", "./");
      solver.put("eval_interval", Integer.parseInt(iterations[1]));
      solver.put("eval_batches", Integer.parseInt(iterations[2]));
      if (gpus.length > 1) {
        solver.put("mixed_precision", 1024);
      }
      if (graph.startsWith("dlrm")) {
        solver.putArray("eval_metrics").add("AUC:0.8025");
      }
      if (format.contains("I64")) {
        solver.put("input_key_type", "I64");
      }
    }

    private void putGpus(ObjectNode solver) {
      String[] counts = gpus[0].split("x", -1);
      ArrayNode gpu = solver.putArray("gpu");
      for (int node = 0; node < Integer.parseInt(counts[0]); node++) {
        if (counts.length == 1) {
          gpu.add(node);
          continue;
        }
        ArrayNode devices = gpu.addArray();
        for (int device = 0; device < Integer.parseInt(counts[1]); device++) {
          devices.add(device);
        }
      }
    }

    private void putOptimizer(ObjectNode object) {
      boolean adam = optimizer.getFirst().equals("Adam");
      object.put("type", optimizer.getFirst());
      if (file.startsWith("test/utest")) {
        object.put("global_update", optimizer.get(1).equals("Global"));
      } else {
        object.put("update_type", optimizer.get(1));
      }
      ObjectNode block = object.putObject(adam ? "adam_hparam" : "sgd_hparam");
      if (adam) {
        block.put("beta1", 0.9).put("beta2", 0.999);
      }
      for (String item : optimizer.subList(2, optimizer.size())) {
        if (item.startsWith("lr")) {
          block.put("learning_rate", Double.parseDouble(item.substring(2)));
        } else if (item.startsWith("eps")) {
          block.put("epsilon", Double.parseDouble(item.substring(3)));
        } else if (item.equals("atomic")) {
          block.put("atomic_update", true);
        } else if (item.startsWith("w")) {
          block.put("warmup_steps", Integer.parseInt(item.substring(1)));
        } else {
          String[] decay = item.substring(1).split("\\+", -1);
          block.put("decay_start", Integer.parseInt(decay[0]));
          block.put("decay_steps", Integer.parseInt(decay[1])).put("decay_power", 2);
        }
      }
    }

    private void putData(ObjectNode data) {
      boolean raw = format.contains("Raw");
      data.put("name", "data").put("type", "Data");
      if (!format.getFirst().equals("Norm")) {
        data.put("format", format.getFirst());
      }
      if (format.contains("ssa")) {
        put(data, "slot_size_array", slotSizes());
      }
      if (raw) {
        data.put("num_samples", 4195155968L).put("eval_num_samples", 89137319);
        data.put("cache_eval_data", Integer.parseInt(iterations[2]));
      }
      data.put("source", raw ? "train_data.bin" : "file_list.txt");
      data.put("eval_source", raw ? "test_data.bin" : "file_list_test.txt");
      data.put("check", format.contains("Sum") ? "Sum" : "None");
      data.putObject("label").put("top", "label").put("label_dim", 1);
      data.putObject("dense").put("top", "dense").put("dense_dim", dense);
      ArrayNode inputs = data.putArray("sparse");
      for (int i = 0; i < sparse.length; i++) {
        ObjectNode input = inputs.addObject();
        input.put("top", input(i));
        input.put("type", sparse[i].startsWith("D") ? "DistributedSlot" : "LocalizedSlot");
        boolean many = graph.equals("dnn") || graph.startsWith("simple");
        input.put("max_feature_num_per_sample", many ? 100 : 30);
        if (sparse[i].endsWith("h1")) {
          input.put("max_nnz", 1);
        }
        input.put("slot_num", slots(i));
      }
    }

    private boolean wide() {
      return graph.startsWith("wdl");
    }

    private String input(int index) {
      return wide() ? List.of("wide_data", "deep_data").get(index) : "data" + (index + 1);
    }

    private long[] slotSizes() {
      long[] sizes =
          file.contains("terabyte") || file.contains("dlrm_")
              ? TERABYTE_SLOT_SIZES
              : KAGGLE_SLOT_SIZES;
      if (sparse.length == 1) {
        return sizes;
      }
      long[] all = Arrays.copyOf(CROSSED_SLOT_SIZES, CROSSED_SLOT_SIZES.length + sizes.length);
      System.arraycopy(sizes, 0, all, CROSSED_SLOT_SIZES.length, sizes.length);
      return all;
    }

    private void putEmbedding(ObjectNode layer, int index) {
      String text = embeddings[index];
      String type =
          text.startsWith("Dist")
              ? "DistributedSlotSparseEmbeddingHash"
              : text.startsWith("Loc")
                  ? "LocalizedSlotSparseEmbeddingHash"
                  : "LocalizedSlotSparseEmbeddingOneHot";
      String name = "sparse_embedding" + (wide() ? 2 - index : 1 + index);
      layer.put("name", name).put("type", type).put("bottom", input(index)).put("top", name);
      if (text.endsWith("+plan")) {
        layer.put("plan_file", "all2all_plan.json");
      }
      ObjectNode parameters = layer.putObject("sparse_embedding_hparam");
      if (text.startsWith("OneHot") || (text.startsWith("Loc") && format.contains("ssa"))) {
        put(parameters, "slot_size_array", slotSizes());
      } else {
        parameters.put("max_vocabulary_size_per_gpu", 1447751);
      }
      parameters.put("embedding_vec_size", Integer.parseInt(text.replaceAll("\\D", "")));
      parameters.put("combiner", text.contains("mean") ? 1 : 0);
    }
  }
}
