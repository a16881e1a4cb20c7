// SPDX-License-Identifier: Apache-2.0
package dev.belady.parquet;

import dev.belady.data.DataException;
import dev.belady.data.file.PendingFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The file `_metadata.json` of a folder of Parquet files.
///
/// ```json
/// {"file_stats": [{"file_name": "0.parquet", "num_rows": 409600}],
///  "cats":   [{"col_name": "C1", "index": 2}],
///  "conts":  [{"col_name": "I1", "index": 1}],
///  "labels": [{"col_name": "label", "index": 0}]}
/// ```
///
/// Columns count by `index`, their place in the file from 0; names serve messages only. A list
/// `sample_numbers` of one column may follow, which others ignore.
///
/// @param path where it lies
/// @param rows the number of rows of each file, by the last part of its path
/// @param labels the first part of the vector of labels and dense features
/// @param conts the rest of that vector
/// @param cats the slots, over all categorical inputs
/// @param numbers the column with the numbers of the samples, or none
record MetadataFile(
    Path path,
    Map<String, Long> rows,
    List<Column> labels,
    List<Column> conts,
    List<Column> cats,
    List<Column> numbers) {
  private static final String NAME = "_metadata.json";
  private static final String EXPECTED =
      "expected {\"file_stats\": [{\"file_name\", \"num_rows\"}], \"labels\", \"conts\", \"cats\":"
          + " [{\"col_name\", \"index\"}]}";
  private static final String NUMBERS = "sample_numbers";
  private static final JsonMapper JSON = new JsonMapper();

  /// A column.
  ///
  /// @param name its name, for messages
  /// @param index its place in the file, from 0
  record Column(String name, int index) {
    @Override
    public String toString() {
      return "column " + index + " '" + name + "'";
    }
  }

  /// Copies the collections.
  MetadataFile {
    rows = new LinkedHashMap<>(rows);
    labels = List.copyOf(labels);
    conts = List.copyOf(conts);
    cats = List.copyOf(cats);
    numbers = List.copyOf(numbers);
    if (numbers.size() > 1) {
      throw new DataException(
          NUMBERS + " must be one column: columns=" + numbers.size() + " (" + path + ")");
    }
  }

  /// Where the metadata lies that describes the folder of `file`.
  static Path pathBeside(Path file) {
    return file.resolveSibling(NAME);
  }

  /// Labels, then conts.
  List<Column> vector() {
    List<Column> vector = new ArrayList<>(labels);
    vector.addAll(conts);
    return vector;
  }

  /// Reads the metadata of the folder of a data file.
  ///
  /// @throws DataException when it is missing or breaks the grammar
  static MetadataFile beside(Path dataFile) {
    Path path = pathBeside(dataFile);
    if (!Files.isRegularFile(path)) {
      throw new DataException(
          "Parquet files need a "
              + NAME
              + " beside them: "
              + EXPECTED
              + " ("
              + path
              + " is missing)");
    }
    JsonNode root;
    try {
      root = JSON.readTree(path);
    } catch (JacksonException e) {
      throw new DataException(
          NAME
              + " must be JSON: "
              + e.getOriginalMessage()
              + " ("
              + path
              + ", line "
              + line(e)
              + ")",
          e);
    }
    Map<String, Long> rows = new LinkedHashMap<>();
    for (JsonNode file : array(root, "file_stats", path)) {
      rows.put(
          text(file, "file_name", "file_stats", path),
          number(file, "num_rows", Long.MAX_VALUE, "file_stats", path));
    }
    return new MetadataFile(
        path,
        rows,
        columns(root, "labels", path),
        columns(root, "conts", path),
        columns(root, "cats", path),
        root.has(NUMBERS) ? columns(root, NUMBERS, path) : List.of());
  }

  /// The number of rows that a file is said to have.
  ///
  /// @throws DataException when nothing is said about it
  long rows(Path dataFile) {
    String name = String.valueOf(dataFile.getFileName());
    Long known = rows.get(name);
    if (known == null) {
      throw new DataException(
          "file_stats must have an entry for each file: no file_name=" + name + " (" + path + ")");
    }
    return known;
  }

  /// Writes it to its path.
  ///
  /// @throws DataException when that is not possible
  void write() {
    ObjectNode root = JSON.createObjectNode();
    ArrayNode files = root.putArray("file_stats");
    rows.forEach((name, count) -> files.addObject().put("file_name", name).put("num_rows", count));
    put(root, "cats", cats);
    put(root, "conts", conts);
    put(root, "labels", labels);
    if (!numbers.isEmpty()) {
      put(root, NUMBERS, numbers);
    }
    byte[] bytes = JSON.writeValueAsBytes(root);
    try (PendingFile pending = PendingFile.create(path)) {
      pending.write(bytes, 0, bytes.length);
      pending.commit();
    }
  }

  private static void put(ObjectNode root, String role, List<Column> columns) {
    ArrayNode array = root.putArray(role);
    for (Column column : columns) {
      array.addObject().put("col_name", column.name).put("index", column.index);
    }
  }

  private static List<Column> columns(JsonNode root, String role, Path path) {
    List<Column> columns = new ArrayList<>();
    for (JsonNode node : array(root, role, path)) {
      columns.add(
          new Column(
              text(node, "col_name", role, path),
              (int) number(node, "index", Integer.MAX_VALUE, role, path)));
    }
    return columns;
  }

  private static JsonNode array(JsonNode root, String name, Path path) {
    JsonNode array = root.path(name);
    if (!array.isArray()) {
      throw new DataException(
          NAME + " must have a list " + name + ": " + EXPECTED + " (" + path + ")");
    }
    return array;
  }

  private static String text(JsonNode node, String key, String list, Path path) {
    JsonNode value = node.path(key);
    if (!value.isString()) {
      throw wrong(key, "a text", value, list, path);
    }
    return value.stringValue();
  }

  private static long number(JsonNode node, String key, long most, String list, Path path) {
    JsonNode value = node.path(key);
    if (!value.isIntegralNumber()
        || !value.canConvertToLong()
        || value.longValue() < 0
        || value.longValue() > most) {
      throw wrong(key, "a whole number >= 0", value, list, path);
    }
    return value.longValue();
  }

  private static DataException wrong(
      String key, String rule, JsonNode value, String list, Path path) {
    String shown = value.isMissingNode() ? " is missing" : "=" + value;
    return new DataException(
        key + " must be " + rule + ": " + key + shown + " (" + path + ", " + list + ")");
  }

  private static int line(JacksonException e) {
    return e.getLocation() == null ? 0 : e.getLocation().getLineNr();
  }
}
