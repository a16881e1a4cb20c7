// SPDX-License-Identifier: Apache-2.0
package dev.belady.checkpoint;

import dev.belady.checkpoint.Manifest.DenseArray;
import dev.belady.checkpoint.Manifest.OptimizerState;
import dev.belady.checkpoint.Manifest.Table;
import dev.belady.data.DataException;
import dev.belady.data.KeyType;
import dev.belady.data.ReadPosition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32C;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Manifests as JSON text.
///
/// The last member, `crc32c`, is the CRC-32C of all bytes before the comma in front of it, so that
/// a damaged manifest is found like any other damaged file.
final class ManifestText {
  private static final String FORMAT = "belady snapshot";
  private static final int VERSION = 1;
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final String SEAL = ",\n  \"crc32c\" : \"%s\"\n}\n";
  private static final int SEAL_BYTES = seal(0).length();

  private ManifestText() {}

  /// The bytes of a manifest.
  static byte[] write(Manifest manifest) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("format", FORMAT).put("version", VERSION).put("step", manifest.step());
    ReadPosition position = manifest.position();
    root.putObject("position")
        .put("epoch", position.epoch())
        .put("sample", position.sample())
        .put("total", position.total());
    root.put("seed", manifest.seed())
        .put("schedule", manifest.schedule())
        .put("key_type", manifest.keyType().name());
    ArrayNode parameters = root.putArray("parameters");
    for (DenseArray array : manifest.parameters()) {
      parameters
          .addObject()
          .put("name", array.name())
          .put("rows", array.rows())
          .put("cols", array.cols());
    }
    putOptimizer(root, manifest.optimizer());
    ArrayNode tables = root.putArray("tables");
    for (Table table : manifest.tables()) {
      ObjectNode node = tables.addObject();
      node.put("name", table.name())
          .put("dim", table.dim())
          .put("rows", table.rows())
          .put("slots", table.slots());
      ArrayNode sizes = node.putArray("slot_sizes");
      table.slotSizes().forEach(sizes::add);
      node.put("slot_ids", table.slotIds());
      putOptimizer(node, table.optimizer());
    }
    ArrayNode files = root.putArray("files");
    for (FileEntry file : manifest.files()) {
      files
          .addObject()
          .put("part", file.part().jsonName())
          .put("table", file.table())
          .put("name", file.name())
          .put("bytes", file.bytes())
          .put("crc32c", hex(file.crc32c()));
    }
    String text = root.toPrettyString().replace("\r\n", "\n");
    String open = text.substring(0, text.lastIndexOf('}')).stripTrailing();
    byte[] bytes = open.getBytes(StandardCharsets.UTF_8);
    return (open + seal(checksum(bytes, bytes.length))).getBytes(StandardCharsets.UTF_8);
  }

  private static void putOptimizer(ObjectNode node, OptimizerState optimizer) {
    node.putObject("optimizer")
        .put("type", optimizer.type())
        .put("states", optimizer.states())
        .put("last_use", optimizer.lastUse());
  }

  /// Reads a manifest.
  ///
  /// @throws DataException when it is missing, damaged, or of another version
  static Manifest read(Path file) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new DataException("there is no snapshot: " + file, e);
    } catch (IOException e) {
      throw new DataException("cannot read: " + e + " (" + file + ")", e);
    }
    int sealed = bytes.length - SEAL_BYTES;
    if (sealed < 0) {
      throw new DataException("a manifest must end in its checksum (" + file + ")");
    }
    String expected = seal(checksum(bytes, sealed));
    String actual = new String(bytes, sealed, SEAL_BYTES, StandardCharsets.UTF_8);
    if (!actual.equals(expected)) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "a manifest must have the checksum that it says: expected '%s', got '%s' (%s)",
              actual.strip(),
              expected.strip(),
              file));
    }
    try {
      return manifest(MAPPER.readTree(bytes), file);
    } catch (JacksonException | IllegalArgumentException e) {
      throw new DataException("not a manifest: " + e.getMessage() + " (" + file + ")", e);
    }
  }

  private static Manifest manifest(JsonNode root, Path file) {
    String format = root.required("format").stringValue();
    int version = root.required("version").intValue();
    if (!format.equals(FORMAT) || version != VERSION) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "a manifest must be a '%s' of version %d: format='%s', version=%d (%s)",
              FORMAT,
              VERSION,
              format,
              version,
              file));
    }
    JsonNode position = root.required("position");
    List<DenseArray> parameters = new ArrayList<>();
    for (JsonNode node : root.required("parameters")) {
      parameters.add(
          new DenseArray(
              node.required("name").stringValue(),
              node.required("rows").intValue(),
              node.required("cols").intValue()));
    }
    List<Table> tables = new ArrayList<>();
    for (JsonNode node : root.required("tables")) {
      tables.add(table(node));
    }
    List<FileEntry> files = new ArrayList<>();
    for (JsonNode node : root.required("files")) {
      files.add(file(node));
    }
    return new Manifest(
        root.required("step").longValue(),
        new ReadPosition(
            position.required("epoch").longValue(),
            position.required("sample").longValue(),
            position.required("total").longValue()),
        root.required("seed").longValue(),
        // Older ones know one order only.
        root.path("schedule").asString("keep-order"),
        KeyType.valueOf(root.required("key_type").stringValue()),
        parameters,
        optimizer(root),
        tables,
        files);
  }

  private static Table table(JsonNode node) {
    List<Long> sizes = new ArrayList<>();
    for (JsonNode size : node.required("slot_sizes")) {
      sizes.add(size.longValue());
    }
    return new Table(
        node.required("name").stringValue(),
        node.required("dim").intValue(),
        node.required("rows").intValue(),
        node.required("slots").intValue(),
        sizes,
        node.required("slot_ids").booleanValue(),
        optimizer(node));
  }

  private static OptimizerState optimizer(JsonNode node) {
    JsonNode optimizer = node.required("optimizer");
    return new OptimizerState(
        optimizer.required("type").stringValue(),
        optimizer.required("states").intValue(),
        optimizer.required("last_use").booleanValue());
  }

  private static FileEntry file(JsonNode node) {
    String name = node.required("part").stringValue();
    for (Part part : Part.values()) {
      if (part.jsonName().equals(name)) {
        return new FileEntry(
            part,
            node.required("table").intValue(),
            node.required("name").stringValue(),
            node.required("bytes").longValue(),
            HexFormat.fromHexDigits(node.required("crc32c").stringValue()) & 0xFFFFFFFFL);
      }
    }
    throw new IllegalArgumentException("unknown part: part=" + name);
  }

  /// Eight hexadecimal digits.
  static String hex(long crc32c) {
    return HexFormat.of().toHexDigits((int) crc32c);
  }

  private static String seal(long crc32c) {
    return SEAL.replace("%s", hex(crc32c));
  }

  private static long checksum(byte[] bytes, int count) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, 0, count);
    return checksum.getValue();
  }
}
