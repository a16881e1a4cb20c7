// SPDX-License-Identifier: Apache-2.0
package dev.belady.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads configuration files: HugeCTR's JSON of version 2.3, with the names and additions of 3.x,
/// and one extra object `belady`. A file with `layers` only, as `graph_to_json` writes it, takes
/// the defaults of HugeCTR's Python interface for the rest. `//` and `/* */` comments are allowed.
public final class ConfigFile {
  static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final List<String> TOP_LEVEL = List.of("solver", "optimizer", "layers", "belady");

  private final ObjectNode root;
  private final Findings findings;
  private final String file;

  private ConfigFile(ObjectNode root, String file) {
    this.root = root;
    this.file = file;
    this.findings = new Findings(file);
  }

  /// Reads a file.
  ///
  /// @throws ConfigException when it cannot be read or is no valid configuration; up to ten errors
  ///   are in its message, one per line
  public static ModelConfig read(Path path, ConfigOverrides overrides) {
    String text;
    try {
      text = Files.readString(path, StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      throw new ConfigException("no such configuration file: " + path, e);
    } catch (CharacterCodingException e) {
      throw new ConfigException("a configuration must be text in UTF-8 (" + path + ")", e);
    } catch (IOException e) {
      throw new ConfigException("cannot read the configuration file: " + path + ": " + e, e);
    }
    return parse(text, path.toString(), overrides);
  }

  /// Reads JSON text.
  ///
  /// @param file the name that messages use
  /// @throws ConfigException as [#read]
  public static ModelConfig parse(String json, String file, ConfigOverrides overrides) {
    ObjectNode root = tree(json, file);
    overrides.apply(root, file);
    return new ConfigFile(root, file).model();
  }

  private static ObjectNode tree(String json, String file) {
    JsonNode node;
    try {
      node = MAPPER.readTree(json);
    } catch (JacksonException e) {
      @Nullable TokenStreamLocation at = e.getLocation();
      String where =
          at == null ? "" : "line " + at.getLineNr() + ", column " + at.getColumnNr() + ", ";
      String reason =
          String.valueOf(e.getOriginalMessage())
              .lines()
              .findFirst()
              .orElse("")
              .replaceAll(" \\(start marker at .*", "");
      throw new ConfigException("not valid JSON: " + reason + " (" + where + file + ")", e);
    }
    if (!(node instanceof ObjectNode root)) {
      throw new ConfigException("a configuration must be a JSON object (" + file + ")");
    }
    return root;
  }

  private ModelConfig model() {
    SolverSpec solver = solver();
    OptimizerSpec optimizer = optimizer();
    BeladySpec belady = part("belady", BeladyParser::parse, BeladySpec.DEFAULTS);
    for (String key : root.propertyNames()) {
      if (!TOP_LEVEL.contains(key) && !key.startsWith("_")) {
        findings.notice(
            "unknown key '" + key + "' is ignored" + Spelling.hint(key, TOP_LEVEL), file);
      }
    }
    ArrayNode nodes = layerNodes();
    Section first = new Section((ObjectNode) nodes.get(0), place(nodes, 0), findings);
    if (!first.text("type").equals("Data")) {
      throw first.error("the first layer must be the Data layer: type=" + first.text("type"));
    }
    @Nullable DataSpec data = findings.attempt(() -> DataParser.parse(first, solver.keyType()));
    List<EmbeddingSpec> embeddings = new ArrayList<>();
    List<LayerSpec> layers = new ArrayList<>();
    EmbeddingParser parser = new EmbeddingParser(optimizer, solver.gpuCount());
    for (int index = 1; index < nodes.size(); index++) {
      int layer = index;
      findings.attempt(() -> addLayer(nodes, layer, parser, embeddings, layers));
    }
    if (data != null && !findings.hasErrors()) {
      GraphCheck.check(data, embeddings, layers, findings);
    }
    if (belady.memory().isPresent()) {
      BudgetCheck.check(embeddings, findings);
    }
    findings.throwErrors();
    if (data == null) {
      throw new AssertionError("a Data layer without an error");
    }
    List<String> notices = findings.notices();
    return new ModelConfig(
        solver, optimizer, data, embeddings, layers, belady, file, root.toPrettyString(), notices);
  }

  private SolverSpec solver() {
    if (!root.has("solver")) {
      findings.notice(
          "there is no solver: the defaults of HugeCTR's Python interface apply, batchsize="
              + SolverParser.DEFAULT.batchSize()
              + ", max_iter=2000",
          file);
    }
    return part("solver", SolverParser::parse, SolverParser.DEFAULT);
  }

  private OptimizerSpec optimizer() {
    if (!root.has("optimizer")) {
      findings.notice(
          "there is no optimizer: the defaults of HugeCTR's Python interface apply, Adam with"
              + " update_type=Global, learning_rate="
              + OptimizerParser.DEFAULT.learningRate(),
          file);
    }
    return part("optimizer", OptimizerParser::parse, OptimizerParser.DEFAULT);
  }

  /// One of the top-level objects, or `absent` where it is missing or, after noting that, wrong.
  private <T> T part(String key, Parse<T> parse, T absent) {
    @Nullable JsonNode node = root.get(key);
    if (node == null) {
      return absent;
    }
    if (!(node instanceof ObjectNode object)) {
      findings.add(findings.error(key + " must be an object: " + key + "=" + node, key));
      return absent;
    }
    @Nullable T value = findings.attempt(() -> parse.apply(new Section(object, key, findings)));
    return value == null ? absent : value;
  }

  private ArrayNode layerNodes() {
    @Nullable JsonNode node = root.get("layers");
    if (!(node instanceof ArrayNode layers) || layers.isEmpty()) {
      throw findings.error("layers must be a list that begins with the Data layer", "layers");
    }
    for (int index = 0; index < layers.size(); index++) {
      if (!layers.get(index).isObject()) {
        throw findings.error("a layer must be an object", "layers[" + index + "]");
      }
    }
    return layers;
  }

  private boolean addLayer(
      ArrayNode nodes,
      int index,
      EmbeddingParser parser,
      List<EmbeddingSpec> embeddings,
      List<LayerSpec> layers) {
    Section section = new Section((ObjectNode) nodes.get(index), place(nodes, index), findings);
    String type = section.text("type");
    EmbeddingSpec.@Nullable Type embedding = EmbeddingParser.type(type);
    if (embedding != null) {
      return embeddings.add(parser.parse(section, embedding));
    }
    if (type.equals("Data")) {
      throw section.error("a file must have one Data layer, the first");
    }
    LayerSpec layer = LayerParser.parse(section, type);
    return layers.add(layer);
  }

  /// `layers[3] 'fc1'`, with the name or the first top where there is one.
  private static String place(ArrayNode nodes, int index) {
    JsonNode node = nodes.get(index);
    String place = "layers[" + index + "]";
    @Nullable JsonNode name = node.get("name");
    if (name == null) {
      name = node.get("top");
    }
    if (name != null && name.isArray()) {
      name = name.get(0);
    }
    return name != null && name.isString() ? place + " '" + name.asString() + "'" : place;
  }

  private interface Parse<T> {
    T apply(Section section);
  }
}
