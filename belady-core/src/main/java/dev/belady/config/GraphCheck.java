// SPDX-License-Identifier: Apache-2.0
package dev.belady.config;

import dev.belady.config.LayerSpec.LossSpec;
import dev.belady.data.SparseInput;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Checks that the layers of a file join to a graph: every bottom is a top of something earlier, no
/// top is written twice, there is one loss.
final class GraphCheck {
  private final DataSpec data;
  private final List<EmbeddingSpec> embeddings;
  private final List<LayerSpec> layers;
  private final Findings findings;

  /// Where each tensor that dense layers may read is written.
  private final Map<String, String> tensors = new LinkedHashMap<>();

  /// The categorical inputs, which only embeddings may read.
  private final Map<String, SparseInput> sparseInputs = new LinkedHashMap<>();

  private final Set<String> read = new HashSet<>();

  private GraphCheck(
      DataSpec data, List<EmbeddingSpec> embeddings, List<LayerSpec> layers, Findings findings) {
    this.data = data;
    this.embeddings = embeddings;
    this.layers = layers;
    this.findings = findings;
  }

  /// Notes every fault.
  static void check(
      DataSpec data, List<EmbeddingSpec> embeddings, List<LayerSpec> layers, Findings findings) {
    new GraphCheck(data, embeddings, layers, findings).check();
  }

  private void check() {
    addInputs();
    embeddings.forEach(this::checkEmbedding);
    layers.forEach(this::checkLayer);
    checkLosses();
    noticeUnread();
  }

  private void addInputs() {
    String place = "layers[0]";
    write(data.label().name(), place);
    write(data.dense().name(), place);
    for (SparseInput input : data.sparse()) {
      if (tensors.containsKey(input.name()) || sparseInputs.containsKey(input.name())) {
        fault("a top must be written once: top=" + input.name(), place);
      }
      sparseInputs.put(input.name(), input);
    }
  }

  private void checkEmbedding(EmbeddingSpec embedding) {
    @Nullable SparseInput input = sparseInputs.get(embedding.input());
    if (input == null) {
      fault(
          "No such bottom: an embedding reads a sparse input of the Data layer: bottom="
              + embedding.input()
              + Spelling.hint(embedding.input(), sparseInputs.keySet()),
          embedding.place());
    } else {
      read.add(embedding.input());
      int sizes = embedding.slotSizes().size();
      if (sizes > 0 && sizes != input.slots()) {
        fault(
            "slot_size_array must have one entry per slot of "
                + input.name()
                + " (slots="
                + input.slots()
                + "): entries="
                + sizes,
            embedding.place());
      }
    }
    write(embedding.output(), embedding.place());
  }

  private void checkLayer(LayerSpec layer) {
    for (String input : layer.inputs()) {
      if (layer.outputs().contains(input)) {
        fault("a top must differ from every bottom: top=" + input, layer.place());
      } else if (!tensors.containsKey(input)) {
        fault(noSuchBottom(input), layer.place());
      }
      read.add(input);
    }
    if (layer instanceof LossSpec loss && loss.logits().equals(data.label().name())) {
      fault(
          "the bottoms of a loss must be [logits, labels]: bottom=" + layer.inputs(),
          layer.place());
    }
    if (layer instanceof LayerSpec.MultiCrossEntropyLoss loss
        && !loss.targetWeights().isEmpty()
        && loss.labels().equals(data.label().name())
        && loss.targetWeights().size() != data.label().width()) {
      fault(
          "target_weight must have one entry per label (labels="
              + data.label().width()
              + "): entries="
              + loss.targetWeights().size(),
          layer.place());
    }
    for (String output : layer.outputs()) {
      write(output, layer.place());
    }
  }

  private String noSuchBottom(String input) {
    if (sparseInputs.containsKey(input)) {
      return "only an embedding can read a sparse input: bottom=" + input;
    }
    for (LayerSpec later : layers) {
      if (later.outputs().contains(input)) {
        return "No such bottom yet: it is written later, by " + later.place() + ": bottom=" + input;
      }
    }
    return "No such bottom: bottom=" + input + Spelling.hint(input, tensors.keySet());
  }

  private void write(String tensor, String place) {
    @Nullable String earlier = tensors.putIfAbsent(tensor, place);
    if (earlier != null || sparseInputs.containsKey(tensor)) {
      fault(
          "a top must be written once: top="
              + tensor
              + (earlier == null ? "" : ", written first by " + earlier),
          place);
    }
  }

  private void checkLosses() {
    List<String> places = new ArrayList<>();
    for (LayerSpec layer : layers) {
      if (layer instanceof LossSpec) {
        places.add(layer.place());
      }
    }
    if (places.size() != 1) {
      fault(
          "a model must have exactly one loss layer: losses=" + places.size(),
          places.isEmpty() ? "layers" : String.join(", ", places));
    }
  }

  private void noticeUnread() {
    for (SparseInput input : data.sparse()) {
      if (!read.contains(input.name())) {
        findings.notice("no embedding reads the sparse input '" + input.name() + "'", "layers[0]");
      }
    }
    for (EmbeddingSpec embedding : embeddings) {
      noticeUnread(embedding.output(), embedding.place());
    }
    for (LayerSpec layer : layers) {
      if (!(layer instanceof LossSpec)) {
        layer.outputs().forEach(output -> noticeUnread(output, layer.place()));
      }
    }
  }

  private void noticeUnread(String tensor, String place) {
    if (!read.contains(tensor)) {
      findings.notice("no layer reads the top '" + tensor + "'", place);
    }
  }

  private void fault(String message, String place) {
    findings.add(findings.error(message, place));
  }
}
